"""Pseudonyms are stable, secret, and keyed by a secret that is made once."""

import stat
from pathlib import Path

import pytest

from domain.errors import Misconfigured
from memory.pseudonym import Pseudonyms, secret_from

SECRET = b"0123456789abcdef"


def test_a_pseudonym_is_stable_and_hides_the_subject() -> None:
    name = Pseudonyms(SECRET).of("ann@example.org")
    assert name == Pseudonyms(SECRET).of("ann@example.org")
    assert name.startswith("s_")
    assert len(name) == 34
    assert "ann" not in name


def test_another_secret_or_subject_gives_another_pseudonym() -> None:
    names = {
        Pseudonyms(SECRET).of("ann"),
        Pseudonyms(SECRET).of("Ann"),
        Pseudonyms(SECRET[::-1]).of("ann"),
    }
    assert len(names) == 3


def test_a_fingerprint_tells_secrets_apart_without_naming_them() -> None:
    one, other = Pseudonyms(SECRET), Pseudonyms(SECRET[::-1])
    assert one.fingerprint != other.fingerprint
    assert SECRET.hex() not in one.fingerprint


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(Misconfigured, match="has 5 bytes"):
        Pseudonyms(b"short")


def test_a_configured_secret_is_used_and_not_written(tmp_path: Path) -> None:
    assert secret_from(tmp_path, "configured-secret") == b"configured-secret"
    assert list(tmp_path.iterdir()) == []


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "var"
    made = secret_from(home, None)
    assert secret_from(home, "") == made
    [file] = home.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(made) == 64


def test_of_two_starts_at_once_the_first_secret_counts(tmp_path: Path) -> None:
    def slow(count: int) -> bytes:
        first.append(secret_from(tmp_path, None))
        return b"z" * count

    first: list[bytes] = []
    assert secret_from(tmp_path, None, random=slow) == first[0]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secret_from(tmp_path, None)
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(Misconfigured, match="chmod 600"):
        secret_from(tmp_path, None)


def test_an_emptied_secret_is_not_replaced(tmp_path: Path) -> None:
    secret_from(tmp_path, None)
    (tmp_path / "secret").write_bytes(b"")
    with pytest.raises(Misconfigured, match="holds no secret"):
        secret_from(tmp_path, None)
