"""Read a sentence with what it may refer to; without the model, by rules."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
import structlog

from catalog.port import Catalog, Query
from domain.caller import Caller
from domain.cart import Cart
from domain.constraints import Constraints
from domain.kind import Kind, plain_words
from domain.understanding import Asked, Intent, Understanding
from llm.port import Understander, Utterance
from memory.folds import States
from nodes.catalog_words import CatalogWords
from nodes.kind import OfKind
from nodes.packs import in_packs, pieces_in
from nodes.refine import placed, refined, sizes_beside

_log = structlog.get_logger(__name__)

_SIZES_FROM: Final = 200
"""Products whose sizes `larger` and `smaller` choose from."""

_LOOKED_FOR: Final = frozenset((Intent.FIND, Intent.REFINE))


@dataclass(frozen=True, slots=True)
class Sentence:
    """What came of reading a sentence.

    Attributes:
        said: The sentence by itself.
        asked: What the conversation looks for now.
        degraded: Parts that did not answer.
    """

    said: Understanding
    asked: Asked
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """Asks the language port what a sentence wants, and joins it with the conversation so far.

    Attributes:
        primary: The configured reader of sentences.
        fallback: The rules, which always answer.
        words: The catalogue's names.
        catalog: Knows which sizes there are.
        carts: What subjects mean to buy.
        deadline: Seconds to wait for the primary reader.
    """

    primary: Understander
    fallback: Understander
    words: CatalogWords
    catalog: Catalog
    carts: States[Cart]
    deadline: float = 5.0

    async def __call__(
        self,
        text: str,
        caller: Caller,
        *,
        shown: Sequence[Mapping[str, Any]] = (),
        asked: Mapping[str, Any] | None = None,
        filters: Constraints | None = None,
    ) -> Sentence:
        """Return what a sentence asks for; never raises for a lost service.

        Args:
            text: What the shopper wrote.
            caller: Who wrote it.
            shown: Results of the proposal shown last, first position first.
            asked: What the conversation looks for so far, as JSON values.
            filters: Constraints of the request beside the text.
        """
        before = asked_of(asked)
        words, answered = await self.words()
        cart = await self.carts.read(caller.subject)
        names = tuple(result["product"]["name"] for result in shown)
        in_cart = tuple(line.name for line in cart.lines.values())
        utterance = Utterance(text, words, names, in_cart, before)
        degraded = () if answered else ("catalog",)
        said = await self._primary(utterance)
        if said is None:
            degraded = (*degraded, "llm")
            said = await self.fallback.understand(utterance)
        about = said.query or before.query
        said = await self._packed(placed(said, shown), text, about, filters or Constraints())
        now = before
        if said.intent in _LOOKED_FOR or (said.intent is Intent.ADD and said.query):
            now = refined(before, said, shown)
        if {"smaller", "larger"} & set(said.relative) and said.intent is Intent.REFINE:
            said, now = await self._resized(said, now, shown, filters or Constraints())
        if "healthier" in said.relative:
            said = replace(said, unsupported=(*said.unsupported, "healthier"))
        return Sentence(said, now, degraded)

    async def _primary(self, utterance: Utterance) -> Understanding | None:
        """Return the primary reader's understanding, or None, whatever has happened to it."""
        try:
            async with asyncio.timeout(self.deadline):
                return await self.primary.understand(utterance)
        except Exception as error:  # a model can fail in any way, and the shopper still waits
            _log.warning("llm_unavailable", error=type(error).__name__)
            return None

    async def _packed(
        self, said: Understanding, text: str, about: str, filters: Constraints
    ) -> Understanding:
        """Turn a number of pieces into packs that are sold; without the shelf it stays as said."""
        asked = pieces_in(said, text, about)
        if asked is None:
            return said
        among = replace(said.constraints, sizes=()).also(filters)
        named = Kind(tuple(plain_words([about])))
        try:
            async with asyncio.timeout(self.words.deadline):
                found = await OfKind(self.catalog, named).search(Query(about, among))
        except Exception as error:
            _log.warning("catalog_unavailable", error=type(error).__name__)
            return said
        return in_packs(said, asked, [hit.product.size for hit in found.hits])

    async def _resized(
        self,
        said: Understanding,
        now: Asked,
        shown: Sequence[Mapping[str, Any]],
        filters: Constraints,
    ) -> tuple[Understanding, Asked]:
        """Turn `larger` into the sizes that are, or say that no filter gives it."""
        wish = "larger" if "larger" in said.relative else "smaller"
        among = replace(now.constraints, sizes=()).also(filters)
        sizes: tuple[str, ...] = ()
        try:
            async with asyncio.timeout(self.words.deadline):
                shelf = OfKind(self.catalog, now.kind)
                found = await shelf.search(Query(now.query, among, _SIZES_FROM))
                there = (hit.product.size for hit in found.hits)
                sizes = sizes_beside(said, shown, there, now.query)
        except Exception as error:
            _log.warning("catalog_unavailable", error=type(error).__name__)
        if not sizes:
            return replace(said, unsupported=(*said.unsupported, wish)), now
        return said, replace(now, constraints=replace(now.constraints, sizes=sizes))


def asked_of(values: Mapping[str, Any] | None) -> Asked:
    """Read what is looked for from the JSON values that a thread carries; nothing if unreadable."""
    try:
        return msgspec.convert(dict(values or {}), Asked)
    except msgspec.ValidationError:
        return Asked()


def json_of(value: Asked | Understanding) -> dict[str, Any]:
    """Return what was understood as JSON values, in which only constraints that are set stand."""
    values: dict[str, Any] = msgspec.to_builtins(value, str_keys=True)
    values["constraints"] = set_in(value.constraints)
    if isinstance(value, Asked):
        kind = kind_in(value.kind)
        return {name: values[name] for name in ("query", "constraints")} | (
            {"kind": kind} if kind else {}
        )
    lists = ("references", "relative", "unsupported", "taken_back")
    return values | {name: list(values[name]) for name in lists}


def kind_in(kind: Kind) -> dict[str, Any]:
    """Return a kind as JSON values; empty where every product is of it."""
    return {} if kind.empty else {"words": list(kind.words), "category": kind.category}


def set_in(constraints: Constraints) -> dict[str, Any]:
    """Return the constraints that are set, as JSON values.

    Example:
        >>> set_in(Constraints(price_max=5, diets=("vegan",)))
        {'price_max': 5, 'diets': ['vegan']}
    """
    values: dict[str, Any] = msgspec.to_builtins(constraints)
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value not in (None, ())
    }
