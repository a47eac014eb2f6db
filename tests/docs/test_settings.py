"""`.env.example` lists every setting, says what it is for, and changes nothing when copied."""

import os
import re

import pytest

from tests.architecture.tree import ROOT
from wiring.settings import Settings

EXAMPLE = ROOT / ".env.example"
VARIABLE = re.compile(r"^([A-Z][A-Z_]*)=(.*)$", re.MULTILINE)
COMMENTED = re.compile(r"^# (.+)\n([A-Z][A-Z_]*)=", re.MULTILINE)

FIELDS = {(field.alias or name).upper(): field for name, field in Settings.model_fields.items()}


def test_every_setting_is_listed_once_and_nothing_else() -> None:
    listed = [name for name, _ in VARIABLE.findall(EXAMPLE.read_text(encoding="utf-8"))]
    assert sorted(listed) == sorted(FIELDS)


def test_each_setting_says_what_it_is_for_in_its_own_words() -> None:
    said = {name: text for text, name in COMMENTED.findall(EXAMPLE.read_text(encoding="utf-8"))}
    assert said == {name: field.description for name, field in FIELDS.items()}


def test_a_copied_example_gives_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FIELDS:
        monkeypatch.delenv(name, raising=False)
    assert not FIELDS.keys() & os.environ.keys()
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)
