"""Facts about two people that the tests of the knowledge graph share."""

from collections.abc import Sequence
from typing import Any

from domain.clock import MS_PER_DAY
from domain.knowledge import KnownFact, Label, Thing
from tests.fakes.clock import NOON

ANN, BEN = "s_" + "a" * 32, "s_" + "b" * 32
OATLY = Thing(Label.BRAND, "oatly", "Oatly")
OAT_MILK = Thing(Label.PRODUCT, "m1", "Oat Milk")
DIET = Thing(Label.PREFERENCE, "follows_diet", "Diet")
DAY = MS_PER_DAY
AWKWARD = (
    "",
    "Ümläut 牛乳 🥛",
    "it's \"quoted\" and 'again'",
    "oat* AND (milk OR -soy) ~2 ^3 group_id:x",
    "tab\tline\nend",
    "null \x00 byte",
    "a" * 5_000,
)


def known(memory_id: str = "m1", **given: Any) -> KnownFact:
    """A fact about Oatly that holds since noon."""
    standard: dict[str, Any] = {
        "type": "relationship",
        "relation": "CONSIDERS_BRAND",
        "thing": OATLY,
        "value": "",
        "content": "Considers the brand Oatly",
        "source": "inferred",
        "confidence": 0.6,
        "evidence": ("e1",),
        "valid_at": NOON,
        "recorded_at": NOON,
        "reinforced_at": NOON,
    }
    return KnownFact(memory_id, **(standard | given))


def said(memory_id: str = "h1", content: str = "Asked for oat milk", **given: Any) -> KnownFact:
    """A piece of history, which is about no thing."""
    plain = {"type": "history", "relation": "", "thing": None, "source": "explicit"}
    return known(memory_id, content=content, confidence=1.0, **(plain | given))


def ids(facts: Sequence[KnownFact]) -> list[str]:
    return [fact.memory_id for fact in facts]
