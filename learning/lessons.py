"""What a pick teaches in words: goals, preferences and history, by published rules."""

import re
from collections.abc import Mapping
from typing import Any, Final

from domain.event import Event
from domain.ids import text_of
from domain.profile import Memory
from domain.selection import NONE_OF_THESE
from learning.bounded import amount
from learning.withheld import is_dietary, parts_off

LEARNED_TAGS: Final = ("learned", "hypothesis_derived")
EXTRACTED_TAGS: Final = ("learned", "model_derived")
MOST_EXTRACTED: Final = 5
"""Goals, and preferences, taken from one answer of a model."""

LONGEST: Final = 200
"""Characters of what a model may have read out."""

PREFERENCE_DISCOUNT: Final = 0.09
"""How much less a preference read out of a question is trusted than the question."""

_WISH: Final = re.compile(r"\b(?:want|need)s? to\s+", re.IGNORECASE)
_MAKE: Final = re.compile(r"\b(?:build|create|implement|deploy)", re.IGNORECASE)
_TASTE: Final = re.compile(r"\b(?:prefer(?:s|red)?|likes?|using|with|frameworks?)\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[A-Za-z][\w.+#-]*\w|[A-Za-z]")
_SPLIT: Final = re.compile(r"\s*(?:,|;|\band\b|\bor\b|\?|\.(?:\s|$))\s*", re.IGNORECASE)
_LEAD: Final = re.compile(r"^(?:the|a|an|some|to)\s+", re.IGNORECASE)


def goal_in(question: str) -> str | None:
    """Return the goal a question names, or None.

    What follows "want to" or "need to"; else from build, create, implement or deploy on.

    Example:
        >>> goal_in("Do you want to deploy a FastAPI app?")
        'deploy a FastAPI app'
    """
    wish, make = _WISH.search(question), _MAKE.search(question)
    if wish:
        goal = question[wish.end() :]
    elif make:
        goal = question[make.start() :]
    else:
        return None
    return goal.strip(" ?.!") or None


def tastes_in(question: str) -> tuple[str, ...]:
    """Return what a question says one may prefer, or nothing.

    When it says prefer, like, using, with or framework: the names in it (capitalised words, but
    for the first), or, without names, the words after the last of these.

    Example:
        >>> tastes_in("Deploy a FastAPI app with Docker?"), tastes_in("Cereal with oat milk?")
        (('FastAPI', 'Docker'), ('oat milk',))
    """
    marks = list(_TASTE.finditer(question))
    if not marks:
        return ()
    found = _names_in(question) or _SPLIT.split(question[marks[-1].end() :])
    tastes = (_LEAD.sub("", taste.strip(" ?.!:")).strip() for taste in found)
    return tuple(dict.fromkeys(taste for taste in tastes if taste))


def memories_of(event: Event) -> tuple[Memory, ...]:
    """Return what a selection_made event teaches: at most a goal, a preference and history.

    A refusal ("none") and the pick of a product teach only history.

    Args:
        event: A selection_made event.

    Returns:
        Memories with the event as evidence; their ids are the event's id and their type. What
        tells of a part the subject has switched off is left out.
    """
    off = parts_off(event.data)
    data, selected = event.data, event.data.get("selected") or {}
    question = str(selected.get("question") or "")
    memories = [_memory(event, "history", _history(data, question), 1.0, _history_tags(data))]
    if question and data.get("choice") != NONE_OF_THESE:
        sure = float(selected.get("confidence") or 0.0)
        goal, tastes = goal_in(question), tastes_in(question)
        if tastes and not ("brands" in off and _names_in(question)):
            content = "Prefers: " + ", ".join(tastes)
            less = round(max(0.0, sure - PREFERENCE_DISCOUNT), 9)
            memories.insert(0, _memory(event, "preference", content, less, LEARNED_TAGS))
        if goal:
            memories.insert(0, _memory(event, "goal", goal, sure, LEARNED_TAGS))
    return tuple(memory for memory in memories if _may_keep(memory.content, off))


def extracted_in(event: Event) -> tuple[Memory, ...]:
    """Return the goals and preferences that a model read out of a pick, within bounds.

    At most `MOST_EXTRACTED` of each, each once and no longer than `LONGEST`.

    Args:
        event: A facts_extracted event, `{goals: [{content, confidence}], preferences: [...]}`.

    Returns:
        Memories with the event as evidence; their ids are the event's id, their type and their
        place, from 1. What tells of a part the subject has switched off is left out.
    """
    off = parts_off(event.data)
    found: list[Memory] = []
    for kind in ("goal", "preference"):
        seen: dict[str, tuple[str, float]] = {}
        for one in event.data.get(f"{kind}s") or ():
            content, sure = str(one.get("content") or "").strip(), amount(one.get("confidence"))
            names_brand = kind == "preference" and "brands" in off and _names_in(content)
            if sure and len(content) <= LONGEST and not names_brand and _may_keep(content, off):
                seen.setdefault(content.casefold(), (content, min(1.0, sure)))
        seen.pop("", None)
        for place, (content, sure) in enumerate(list(seen.values())[:MOST_EXTRACTED], start=1):
            found.append(_memory(event, kind, content, sure, EXTRACTED_TAGS, place))
    return tuple(found)


def kept(memories: tuple[Memory, ...], new: Memory, limit: int) -> tuple[Memory, ...]:
    """Return memories with one more, newest last; the same content is kept once."""
    content = new.content.casefold()
    others = (old for old in memories if old.content.casefold() != content)
    return (*others, new)[-limit:]


def _memory(
    event: Event, kind: Any, content: str, sure: float, tags: tuple[str, ...], place: int = 0
) -> Memory:
    source = text_of(event.event_id)
    name = f"{source}:{kind}:{place}" if place else f"{source}:{kind}"
    return Memory(name, kind, content, sure, tags, event.at, (source,))


def _may_keep(content: str, off: frozenset[str]) -> bool:
    return not ("dietary" in off and is_dietary(content))


def _history(data: Mapping[str, Any], question: str) -> str:
    picked = question or data.get("product_name") or data.get("choice") or NONE_OF_THESE
    if data.get("choice") == NONE_OF_THESE:
        picked = "none of these"
    return f"User requested: {data.get('input_text') or ''} | Selected: {picked}"


def _history_tags(data: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        "interaction",
        str(data.get("input_type") or "text"),
        str(data.get("choice") or NONE_OF_THESE),
    )


def _names_in(question: str) -> list[str]:
    """Return the names in a question; capitalised words side by side are one name.

    The first word is capitalised anyway, so it is a name only with a capital inside: FastAPI.
    """
    names: list[str] = []
    end = -1
    for match in _WORD.finditer(question):
        word = match.group()
        plain = word == "I" or (match.start() == 0 and word[1:].islower())
        if word.islower() or plain:
            continue
        if names and question[end : match.start()] == " ":
            names[-1] += f" {word}"
        else:
            names.append(word)
        end = match.end()
    return names
