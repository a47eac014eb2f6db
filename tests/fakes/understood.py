"""A step that understands sentences as a script says."""

from collections.abc import Mapping
from typing import Any

import msgspec

from domain.caller import Caller
from domain.constraints import Constraints
from domain.profile import Profile
from domain.understanding import Intent, Reference, Understanding
from memory.folds import States
from nodes.stated import with_stated


class ScriptedUnderstand:
    """Takes the place of `Understand`; what the script does not know is searched for."""

    def __init__(self, profiles: States[Profile], script: Mapping[str, Understanding]) -> None:
        self._profiles = profiles
        self._script = script

    async def __call__(self, state: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
        text = state["text"]
        asks = self._script.get(text) or Understanding(query=text)
        filters = msgspec.convert(state.get("filters") or {}, Constraints)
        return {
            "text": text,
            "query": asks.query,
            "limit": state.get("limit", 10),
            "constraints": await with_stated(
                filters.also(asks.constraints), self._profiles, caller
            ),
            "vague": text == "something for breakfast",
            "understood": msgspec.to_builtins(asks),
        }


def asks(intent: Intent, *references: Reference, **slots: Any) -> Understanding:
    """Return what a sentence asks for."""
    return Understanding(intent, references=references, **slots)


def place(position: int) -> Reference:
    """Point at a place among what was shown."""
    return Reference(f"number {position}", position=position)


def name(words: str) -> Reference:
    """Point at something by its name."""
    return Reference(words, name=words)


IT = Reference("it")
ALL = Reference("all of them", every=True)
