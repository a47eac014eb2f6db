"""Read a vague request in several ways; without the model, by rules."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NotRequired

import structlog
from typing_extensions import TypedDict

from catalog.port import Catalog, Query
from domain.caller import Caller
from domain.cart import Cart
from domain.clock import Clock
from domain.constraints import Constraints
from domain.profile import Preference, Profile
from domain.proposal import Hit, Hypothesis
from learning.calibration import Calibrations, confidences, source_of
from learning.preference import value_at
from learning.signals import Signals
from llm.port import Ask, Hypothesizer, Shelf
from memory.folds import States
from nodes.proof import Proof

_log = structlog.get_logger()
_SHELF_DEPTH = 40
_ROUNDS = 12
"""How often untrue readings are replaced; every round rules out one of them at the least."""


class Reads(TypedDict):
    """What the step needs; `query` is what the text asks for, beside what it states."""

    text: str
    query: NotRequired[str]
    constraints: Constraints


class Writes(TypedDict):
    """What the step makes."""

    hypotheses: tuple[Hypothesis, ...]
    model: str
    degraded: list[str]


@dataclass(frozen=True, slots=True)
class Hypothesize:
    """Asks the language port, with what is known about the subject and on the shelf.

    Attributes:
        primary: The configured reader of requests.
        fallback: The rules, which always answer.
        catalog: What is sold; None in a flow that sells nothing.
        profiles: What is known about subjects.
        carts: What subjects mean to buy.
        signals: How fast preferences fade.
        clock: Tells the time.
        calibrations: How far each reader's confidences can be believed.
        deadline: Seconds to wait for the primary reader.
        shelf_deadline: Seconds to wait for the catalogue, as a search does.
    """

    primary: Hypothesizer
    fallback: Hypothesizer
    catalog: Catalog | None
    profiles: States[Profile]
    carts: States[Cart]
    signals: Callable[[], Signals]
    clock: Clock
    calibrations: States[Calibrations]
    deadline: float = 5.0
    shelf_deadline: float = 1.0

    async def __call__(self, state: Reads, caller: Caller) -> Writes:
        """Return up to three readings with calibrated confidences, most confident first.

        Each finds something in the catalogue; there is none when nothing does. While the catalogue
        is away they are not checked. Never raises for a lost service.
        """
        degraded: list[str] = []
        shelf = await self._shelf(state, degraded)
        ask = await self._ask(state, caller, shelf)
        proof = self._proof(state, lost="catalog" in degraded)
        model, hypotheses = await self._read(ask, proof, degraded)
        if proof is not None and proof.lost and "catalog" not in degraded:
            degraded.append("catalog")
        believed = await self._calibrated(hypotheses, model)
        return {"hypotheses": believed, "model": model, "degraded": degraded}

    def _proof(self, state: Reads, *, lost: bool) -> Proof | None:
        if self.catalog is None:
            return None
        return Proof(self.catalog, state["constraints"], self.shelf_deadline, lost)

    async def _read(
        self, ask: Ask, proof: Proof | None, degraded: list[str]
    ) -> tuple[str, Sequence[Hypothesis]]:
        """Return who read the request, and the readings; rules fill in for untrue ones."""
        if self.primary.name == self.fallback.name:
            return self.fallback.name, await self._by_rules(ask, proof)
        made = await self._primary(ask)
        true = made if proof is None else await proof.true(made)
        if not true:
            degraded.append("llm")
            return self.fallback.name, await self._by_rules(ask, proof)
        if len(true) == len(made):
            return self.primary.name, made
        limit = len(made) - len(true)
        more = await self._by_rules(replace(ask, limit=limit, beside=tuple(true)), proof)
        most = min(reading.confidence for reading in made)
        capped = [replace(r, confidence=min(r.confidence, most)) for r in more]
        return self.primary.name, [*true, *capped]

    async def _by_rules(self, ask: Ask, proof: Proof | None) -> Sequence[Hypothesis]:
        """Return what the rules read, with the next best in the place of what finds nothing."""
        if proof is None:
            return await self.fallback.hypothesize(ask)
        true = await self._proved(ask, proof)
        if len(true) < ask.limit and not proof.lost:
            there = [Hit(product, 1.0) for product in await proof.admitted()]
            shelf = shelf_of(there, tuple(dict.fromkeys(h.product.category for h in there)))
            true = await self._proved(replace(ask, shelf=shelf), proof)
        return true

    async def _proved(self, ask: Ask, proof: Proof) -> tuple[Hypothesis, ...]:
        true: tuple[Hypothesis, ...] = ()
        for _ in range(_ROUNDS):
            made = await self.fallback.hypothesize(replace(ask, untrue=proof.untrue))
            true = await proof.true(made)
            if len(true) == len(made):
                break
        return true

    async def _calibrated(
        self, hypotheses: Sequence[Hypothesis], model: str
    ) -> tuple[Hypothesis, ...]:
        """Return the readings as far as they can be believed, and under ids in that order."""
        flow = "execute" if self.catalog is None else "shopping"
        known = (await self.calibrations.read()).sources.get(source_of(flow, model))
        shares = confidences(known, [reading.confidence for reading in hypotheses])
        believed = sorted(zip(shares, hypotheses, strict=True), key=lambda pair: -pair[0])
        return tuple(
            replace(reading, id=f"h{place}", confidence=share, raw_confidence=reading.confidence)
            for place, (share, reading) in enumerate(believed, start=1)
        )

    async def _primary(self, ask: Ask) -> Sequence[Hypothesis]:
        """Return the primary reader's readings, or none, whatever has happened to it."""
        try:
            async with asyncio.timeout(self.deadline):
                return await self.primary.hypothesize(ask)
        except Exception as error:  # a model can fail in any way, and the shopper still waits
            _log.warning("llm_unavailable", error=type(error).__name__)
            return ()

    async def _ask(self, state: Reads, caller: Caller, shelf: Shelf | None) -> Ask:
        now = self.clock.now()
        half_life = self.signals().half_life_days
        profile = await self.profiles.read(caller.subject)
        cart = await self.carts.read(caller.subject)
        return Ask(
            text=state.get("query") or state["text"],
            now=now,
            shopping=self.catalog is not None,
            shelf=shelf,
            constraints=state["constraints"],
            habits=tuple(sorted(profile.habits.values(), key=lambda h: (-h.weight, h.sku))),
            preferences={f: _strongest(v, now, half_life) for f, v in profile.preferences.items()},
            facts=profile.facts,
            goals=profile.goals[::-1],
            statements=profile.statements[::-1],
            history=profile.history[::-1],
            cart=tuple(cart.lines.values()),
        )

    async def _shelf(self, state: Reads, degraded: list[str]) -> Shelf | None:
        if self.catalog is None:
            return None
        try:
            async with asyncio.timeout(self.shelf_deadline):
                text = state.get("query") or state["text"]
                query = Query(text, state["constraints"], _SHELF_DEPTH)
                found = await self.catalog.search(query)
                facets = await self.catalog.facets()
        except Exception as error:
            _log.warning("catalog_unavailable", error=type(error).__name__)
            degraded.append("catalog")
            return Shelf()
        return shelf_of(found.hits, tuple(facets.categories))


def shelf_of(hits: Iterable[Hit], known_categories: tuple[str, ...]) -> Shelf:
    """Sum up what a search found: each facet value with its share of the relevance.

    Prices are those of the leading category: what is cheap for chips is not what is cheap for
    spices.
    """
    hits = tuple(hits)
    categories: defaultdict[str, float] = defaultdict(float)
    brands: defaultdict[str, float] = defaultdict(float)
    attributes: defaultdict[str, float] = defaultdict(float)
    for hit in hits:
        product = hit.product
        categories[product.category] += hit.relevance
        brands[product.brand] += hit.relevance
        for attribute in {*product.attributes, *product.diets}:
            attributes[attribute] += hit.relevance
    named = [name for name in categories if name]
    leading = max(named, key=lambda name: (categories[name], name), default="")
    told = [hit.product.price for hit in hits if hit.product.category == leading]
    prices = [price for price in told if price is not None]
    return Shelf(
        categories=_shares(categories),
        brands=_shares(brands),
        attributes=_shares(attributes),
        prices=(min(prices), max(prices)) if prices else None,
        known_categories=known_categories,
    )


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    named = {value: weight for value, weight in weights.items() if value and weight > 0}
    total = sum(named.values())
    return {v: w / total for v, w in sorted(named.items(), key=lambda pair: (-pair[1], pair[0]))}


def _strongest(
    values: Mapping[str, Preference], now: int, half_life: float
) -> tuple[Preference, ...]:
    return tuple(sorted(values.values(), key=lambda p: (-value_at(p, now, half_life), p.label)))
