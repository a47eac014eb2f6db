"""A data directory has one owner, which others can find, and whose death frees it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import Busy, Misconfigured
from memory.owner import FILE, Owner

URL = "http://127.0.0.1:8000"

_OWN = (
    "import sys, pathlib; from memory.owner import Owner; "
    "owner = Owner.acquire(pathlib.Path(sys.argv[1]), sys.argv[2]); "
    "sys.stdout.write('owned\\n'); sys.stdout.flush(); sys.stdin.read()"
)


def test_a_second_owner_is_refused_and_told_where_the_first_one_is(tmp_path: Path) -> None:
    owner = Owner.acquire(tmp_path, URL)
    with pytest.raises(Busy, match=URL):
        Owner.acquire(tmp_path, "http://127.0.0.1:9000")
    assert Owner.read_url(tmp_path) == URL
    owner.release()


def test_a_released_directory_is_free(tmp_path: Path) -> None:
    Owner.acquire(tmp_path, URL + "/a-much-longer-url").release()
    assert Owner.read_url(tmp_path) is None
    owner = Owner.acquire(tmp_path, URL)
    assert Owner.read_url(tmp_path) == URL
    owner.release()


def test_releasing_twice_is_fine(tmp_path: Path) -> None:
    owner = Owner.acquire(tmp_path, URL)
    owner.release()
    owner.release()


def test_another_process_owns_until_it_is_killed(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", _OWN, str(tmp_path), URL]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"owned\n"
        assert Owner.read_url(tmp_path) == URL
        with pytest.raises(Busy, match=URL):
            Owner.acquire(tmp_path, "http://127.0.0.1:9000")
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert Owner.read_url(tmp_path) is None
    Owner.acquire(tmp_path, URL).release()


def test_an_owner_without_a_url_yet_is_another_process(tmp_path: Path) -> None:
    owner = Owner.acquire(tmp_path, URL)
    (tmp_path / FILE).write_text("")
    with pytest.raises(Busy, match="another process"):
        Owner.acquire(tmp_path, URL)
    owner.release()


def test_a_directory_is_made_when_missing(tmp_path: Path) -> None:
    Owner.acquire(tmp_path / "var" / "data", URL).release()
    assert (tmp_path / "var" / "data" / FILE).stat().st_mode & 0o777 == 0o600


def test_a_directory_that_never_was_has_no_owner(tmp_path: Path) -> None:
    assert Owner.read_url(tmp_path / "nowhere") is None


def test_a_path_that_is_no_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match="LEAFLOOP_DATA_DIR"):
        Owner.acquire(tmp_path / "file", URL)
    with pytest.raises(Misconfigured, match="LEAFLOOP_DATA_DIR"):
        Owner.read_url(tmp_path / "file")


def test_the_lock_does_not_leak_into_started_programs(tmp_path: Path) -> None:
    owner = Owner.acquire(tmp_path, URL)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        owner.release()
        Owner.acquire(tmp_path, URL).release()
        child.kill()


def test_a_directory_it_makes_is_its_owners_alone(tmp_path: Path) -> None:
    owner = Owner.acquire(tmp_path / "var", "")
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0
    owner.release()
