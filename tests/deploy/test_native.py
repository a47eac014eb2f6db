"""The scripts that start real servers: what they say when they cannot, and what they leave."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NATIVE = ROOT / "deploy" / "native"
NEEDED = (
    "bash", "basename", "cat", "cp", "dirname", "env", "head", "mkdir", "mktemp", "od", "rm", "sed",
    "sleep", "tail", "tr",
)  # fmt: skip

# Takes connections and answers the handshake of Bolt, so that it passes for a server.
FAKE_SERVER = """\
#!/usr/bin/env python3
import os, socket, sys
if "-version" in sys.argv:
    print('openjdk version "17.0.1"', file=sys.stderr)
    sys.exit()
conf = next(a for a in sys.argv if a.startswith("--config-dir=")).partition("=")[2]
lines = dict(line.strip().split("=") for line in open(conf + "/neo4j.conf"))
port = int(lines["server.bolt.listen_address"].rpartition(":")[2])
with socket.create_server(("127.0.0.1", port)) as listening:
    open(os.environ["SERVER_PID"], "w").write(str(os.getpid()))
    while True:
        connection, _ = listening.accept()
        connection.recv(20)
        connection.sendall(bytes([0, 0, 4, 5]))
        connection.close()
"""


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with the shell's own tools and nothing to build or run a server with."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in NEEDED:
        (folder / name).symlink_to(shutil.which(name) or name)
    (folder / "python3").symlink_to(Path(sys.executable).resolve())
    return folder


def run(tools: Path, *command: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(NATIVE / command[0]), *command[1:]],
        env=environment(tools, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def environment(tools: Path, **more: str) -> dict[str, str]:
    native = {"LEAFLOOP_NATIVE_DIR": str(tools.parent / "native")}
    return {"PATH": str(tools), "HOME": str(tools.parent), **native, **more}


def install(tools: Path, name: str, text: str) -> None:
    (tools / name).write_text(text, encoding="utf-8")
    (tools / name).chmod(0o755)


def built(tools: Path, *names: str) -> None:
    """Pretend that servers were built before."""
    for name in names:
        (tools.parent / "native" / name / "lib").mkdir(parents=True)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def await_file(path: Path) -> str:
    deadline = time.monotonic() + 20
    while not (path.exists() and path.read_text(encoding="utf-8")):
        assert time.monotonic() < deadline, f"{path} never came"
        time.sleep(0.05)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("server", "tool", "package"),
    [("neo4j", "java", "openjdk-17"), ("ollama", "curl", "curl"), ("weaviate", "curl", "curl")],
)
def test_a_missing_tool_is_named_with_what_brings_it(
    tools: Path, server: str, tool: str, package: str
) -> None:
    ended = run(tools, server, "start")
    assert ended.returncode == 1
    assert f"needs '{tool}'" in ended.stderr
    assert package in ended.stderr
    assert ended.stdout == ""


def test_what_is_needed_to_build_is_named_too(tools: Path) -> None:
    install(tools, "java", FAKE_SERVER)
    assert "needs 'mvn'" in run(tools, "neo4j", "build").stderr
    assert "needs 'go'" in run(tools, "ollama", "build").stderr
    assert (
        "needs 'go', which is not on PATH; install Go 1.26"
        in run(tools, "weaviate", "build").stderr
    )
    install(tools, "go", "#!/bin/sh\n")
    assert "needs 'cc'" in run(tools, "ollama", "build").stderr


def test_another_java_is_refused(tools: Path) -> None:
    install(tools, "java", "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    assert "needs Java 17 or 21, and 'java' is 11" in run(tools, "neo4j", "build").stderr


def test_a_build_that_fails_leaves_nothing_to_be_taken_for_one(tools: Path) -> None:
    install(tools, "java", FAKE_SERVER)
    install(tools, "mvn", "#!/bin/sh\necho no network\nexit 1\n")
    ended = run(tools, "neo4j", "build")
    assert ended.returncode == 1
    assert "no network" in ended.stderr
    assert "could not build" in ended.stderr
    assert [path.name for path in (tools.parent / "native").iterdir()] == ["logs"]


def test_a_half_finished_build_is_made_anew(tools: Path) -> None:
    install(tools, "java", FAKE_SERVER)
    install(tools, "mvn", "#!/bin/sh\necho built\n")
    half = tools.parent / "native" / "neo4j-5.26.12.half.abc"
    half.mkdir(parents=True)
    assert run(tools, "neo4j", "build").returncode == 0
    assert not half.exists()
    assert (tools.parent / "native" / "neo4j-5.26.12").is_dir()


def test_a_server_that_leaves_at_once_fails_and_shows_its_log(tools: Path) -> None:
    built(tools, "neo4j-5.26.12")
    broken = FAKE_SERVER.replace("conf =", "sys.exit('no room on the disk')\nconf =", 1)
    install(tools, "java", broken)
    ended = run(tools, "with-servers", "true", TMPDIR=str(tools.parent))
    assert ended.returncode == 1
    assert "no room on the disk" in ended.stderr
    assert "left before it was ready" in ended.stderr


def test_a_server_is_stopped_when_the_next_cannot_start(tools: Path) -> None:
    built(tools, "neo4j-5.26.12")
    install(tools, "java", FAKE_SERVER)
    note = tools.parent / "pid"
    ended = run(tools, "with-servers", "true", SERVER_PID=str(note))
    assert "needs 'curl'" in ended.stderr
    assert ended.returncode == 1
    assert not is_running(int(note.read_text(encoding="utf-8")))


# Answers every line as Redis answers PING.
FAKE_REDIS = """\
#!/usr/bin/env python3
import socket, sys
port = int(sys.argv[sys.argv.index("--port") + 1])
with socket.create_server(("127.0.0.1", port)) as listening:
    while True:
        connection, _ = listening.accept()
        connection.recv(20)
        connection.sendall(b"+PONG\\r\\n")
        connection.close()
"""


def test_a_redis_of_the_system_is_used_without_a_build(tools: Path) -> None:
    install(tools, "redis-server", FAKE_REDIS)
    started = run(tools, "redis", "start")
    try:
        assert started.stdout.startswith("redis://127.0.0.1:"), started.stderr
        assert [path.name for path in (tools.parent / "native").iterdir()] == ["run"]
    finally:
        assert run(tools, "redis", "stop").returncode == 0


def test_a_redis_that_cannot_be_had_is_said_with_what_brings_it(tools: Path) -> None:
    ended = run(tools, "redis", "start", PIP_NO_INDEX="1")
    assert ended.returncode == 1
    assert "install redis-server, then try again" in ended.stderr
    assert ended.stdout == ""
    assert [path.name for path in (tools.parent / "native").iterdir()] == ["logs"]


def test_a_server_leaves_with_the_process_it_was_started_for(tools: Path) -> None:
    built(tools, "neo4j-5.26.12")
    install(tools, "java", FAKE_SERVER)
    note = tools.parent / "pid"
    with subprocess.Popen(["sleep", "100"]) as owner:
        started = run(tools, "neo4j", "start", "--while", str(owner.pid), SERVER_PID=str(note))
        assert started.returncode == 0, started.stderr
        server = int(await_file(note))
        assert is_running(server)
        again = run(tools, "neo4j", "start", SERVER_PID=str(note))
        assert "already running" in again.stderr
        owner.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while is_running(server):
        assert time.monotonic() < deadline, "the server stayed"
        time.sleep(0.05)
