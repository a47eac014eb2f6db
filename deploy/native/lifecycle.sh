# What the native servers share: the cache folder, builds, ports, waiting and stopping.
# shellcheck shell=bash

NATIVE_DIR=${LEAFLOOP_NATIVE_DIR:-$HOME/.cache/leafloop}
START_SECONDS=120
STOP_SECONDS=20

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

need() { # COMMAND PACKAGE: refuse to go on without a command
  command -v "$1" >/dev/null || fail "needs '$1', which is not on PATH; install $2, then try again"
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

build_once() { # FOLDER BUILDER: a folder is there whole or not at all
  local folder=$1 builder=$2 half log
  [ -d "$folder" ] && return
  log="$NATIVE_DIR/logs/build-$(basename "$folder").log"
  mkdir -p "$(dirname "$folder")" "$(dirname "$log")"
  rm -rf "$folder".half.*
  half=$(mktemp -d "$folder.half.XXXXXX")
  echo "$(basename "$0"): building $(basename "$folder"), once; its log is $log" >&2
  if ! "$builder" "$half" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -rf "$half"
    fail "could not build $(basename "$folder"); the whole log is $log"
  fi
  # Renaming fails when another build was first; then that one is as good.
  python3 -c 'import os, sys; os.rename(*sys.argv[1:])' "$half" "$folder" 2>/dev/null || rm -rf "$half"
}

launch() { # RUN COMMAND...: run a server in a process group of its own, its pid in RUN/pid
  local run=$1
  shift
  set -m
  "$@" </dev/null >"$run/server.log" 2>&1 &
  echo $! >"$run/pid"
  set +m
}

await() { # RUN CHECK...: wait until a check succeeds, and say why when it never does
  local run=$1 until=$((SECONDS + START_SECONDS))
  shift
  until "$@" 2>/dev/null; do
    if ! kill -0 "$(cat "$run/pid")" 2>/dev/null; then
      tail -n 20 "$run/server.log" >&2
      fail "the server left before it was ready; its log is $run/server.log"
    fi
    if [ $SECONDS -ge $until ]; then
      tail -n 20 "$run/server.log" >&2
      halt "$run"
      fail "the server was not ready within $START_SECONDS s; its log is $run/server.log"
    fi
    sleep 0.2
  done
}

halt() { # RUN: stop what RUN/pid names, gently first, and wait until it has gone
  local run=$1 pid until=$((SECONDS + STOP_SECONDS))
  [ -f "$run/pid" ] || return 0
  pid=$(cat "$run/pid")
  kill -TERM -- "-$pid" 2>/dev/null || true
  while kill -0 -- "-$pid" 2>/dev/null; do
    if [ $SECONDS -ge $until ]; then kill -KILL -- "-$pid" 2>/dev/null || true; fi
    sleep 0.1
  done
  rm -f "$run/pid"
}

guard() { # RUN PID: stop the server when the process PID has gone, however it went
  local run=$1 owner=$2
  set -m
  (
    while kill -0 "$owner" 2>/dev/null && [ -f "$run/pid" ]; do sleep 1; done
    halt "$run"
  ) </dev/null >/dev/null 2>&1 &
  set +m
}

refuse_running() { # RUN: one server per folder
  if [ -f "$1/pid" ] && kill -0 "$(cat "$1/pid")" 2>/dev/null; then
    fail "already running from $1 as process $(cat "$1/pid"); stop it first"
  fi
}
