"""Every `leafloop` command that a document names is one that the command line has."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from api.cli import app
from tests.architecture.tree import shown
from tests.docs.test_documents import DOCUMENTS, FENCED

COMMAND = re.compile(r"(?:^|\s|/)leafloop ([a-z][a-z -]*[a-z])", re.MULTILINE)


def named(text: str) -> Iterator[list[str]]:
    """Yield the words behind each `leafloop` in code, inline or in a block."""
    blocks = (re.sub(r"#.*", "", block) for block in FENCED.findall(text))
    code = [*re.findall(r"`([^`\n]+)`", text), *blocks]
    for part in code:
        for words in COMMAND.findall(part):
            yield words.split()


def known(words: list[str], command: Any) -> bool:
    """Tell whether words lead to a command; what follows a command is its argument."""
    below: Mapping[str, Any] = getattr(command, "commands", {})
    if not below:
        return True
    return bool(words) and words[0] in below and known(words[1:], below[words[0]])


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_every_command_named_exists(document: Path) -> None:
    root = get_command(app)
    missing = [w for w in named(document.read_text(encoding="utf-8")) if not known(w, root)]
    assert missing == []


def test_a_command_that_does_not_exist_is_seen() -> None:
    root = get_command(app)
    text = "Run `leafloop serve`, `leafloop import products shop.csv`, `leafloop import castles`."
    assert [words for words in named(text) if not known(words, root)] == [["import", "castles"]]
