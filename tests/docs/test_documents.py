"""Documents lead somewhere, name commands that exist, and keep their form."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, shown

LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)\s]*)?\)")
MAKE = re.compile(r"(?:^|`|\s)make ([a-z][a-z-]*)(?=`|\s*#|\s*$)", re.MULTILINE)
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
EXPLAINED = re.compile(r"^([a-z][a-z-]*):.*## .+$", re.MULTILINE)
FENCED = re.compile(r"^```bash\n(.*?)^```", re.MULTILINE | re.DOTALL)
LONGEST_RECORD = 400

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RECORDS = sorted((ROOT / "docs" / "adr").glob("*.md"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def commands(text: str) -> set[str]:
    """Return the make targets a document names, in running text or in a block."""
    inline = {name for span in re.findall(r"`([^`\n]+)`", text) for name in MAKE.findall(span)}
    return inline | {name for block in FENCED.findall(text) for name in MAKE.findall(block)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_every_link_within_the_repository_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_every_make_target_named_exists(document: Path) -> None:
    named = commands(document.read_text(encoding="utf-8"))
    assert named - set(TARGET.findall(MAKEFILE)) == set()


def test_every_target_is_explained_by_help() -> None:
    assert set(TARGET.findall(MAKEFILE)) == set(EXPLAINED.findall(MAKEFILE))


def test_a_target_that_does_not_exist_is_seen() -> None:
    text = "Run `make castles`.\n\n```bash\nmake gold   # at once\n```\nWe make haste."
    assert commands(text) == {"castles", "gold"}


@pytest.mark.parametrize("record", RECORDS, ids=shown)
def test_a_decision_record_is_short_and_says_what_why_and_what_else(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert len(text.split()) <= LONGEST_RECORD
    for heading in ("## What\n", "## Why\n", "## What else was considered\n"):
        assert heading in text


def test_decision_records_are_numbered_without_a_gap() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", record.name) for record in RECORDS)


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
