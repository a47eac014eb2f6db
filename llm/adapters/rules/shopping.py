"""Readings of a shopping request: habits, categories, attributes, brands, price, and the rest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from domain.constraints import Constraints
from domain.profile import Habit, Preference
from llm.adapters.rules.reading import Reading
from llm.adapters.rules.shelf_view import View, is_diet
from llm.adapters.rules.words import content_words, quoted, words

_MOST_HABITS: Final = 50
_MISSED: Final = 0.4
_MOST_CATEGORIES: Final = 6
_CHEAPER: Final = 0.4
_TELLING: Final = (0.05, 0.9)


def shopping_readings(view: View) -> Iterator[Reading]:
    """Yield what a shopping request may mean, each with a search behind it.

    Strengths by basis: habit .3-.9 (how well it fits the request times how settled it is),
    category up to .7 (its relevance), attribute and brand .35-.75 when the subject likes them and
    .3 at most when only the shelf speaks for them, price .25, generic .12-.16.
    """
    yield from _habits(view)
    yield from _categories(view)
    yield from _attributes(view)
    yield from _brands(view)
    yield from _cheaper(view)
    yield from _generic(view)


def _habits(view: View) -> Iterator[Reading]:
    asked = view.ask.constraints
    in_cart = {line.sku for line in view.ask.cart}
    known = {c.casefold() for c in view.shelf.known_categories}
    for habit in view.ask.habits[:_MOST_HABITS]:
        fit = _fit(habit, view)
        if not habit.name or habit.sku in in_cart or fit == 0 or not _possible(habit, asked):
            continue
        within = (habit.category,) if habit.category.casefold() in known else asked.categories
        strength = fit * (0.4 + 0.5 * (1 - 0.7**habit.orders))
        if asked.empty:
            question = f"Your usual, {_name_of(habit)}?"
        else:
            strength *= 0.8
            question = f"Something like your usual, {_name_of(habit)}?"
        yield Reading(
            question,
            strength,
            "habit",
            query=habit.name,
            constraints=replace(asked, categories=within),
            evidence=habit.evidence,
        )


def _fit(habit: Habit, view: View) -> float:
    """How well a habit answers the request, in [0, 1]."""
    if not view.content:
        return 0.7
    named = set(content_words(f"{habit.name} {habit.brand}")) | set(words(habit.category))
    shared = len(named & set(view.content)) / len(view.content)
    asked_for = set(view.content) - set(words(habit.category))
    missed = view.occasion is None and bool(asked_for) and not asked_for & named
    return max(shared, view.relevant.get(habit.category, 0.0)) * (_MISSED if missed else 1.0)


def _possible(habit: Habit, asked: Constraints) -> bool:
    brand, category = habit.brand.casefold(), habit.category.casefold()
    return (
        (not asked.brands or brand in map(str.casefold, asked.brands))
        and brand not in map(str.casefold, asked.not_brands)
        and (not asked.categories or category in map(str.casefold, asked.categories))
    )


def _name_of(habit: Habit) -> str:
    named = habit.brand and habit.brand.casefold() not in habit.name.casefold()
    return f"{habit.brand} {habit.name}" if named else habit.name


def _categories(view: View) -> Iterator[Reading]:
    occasion = f" {view.occasion.phrase}" if view.occasion else ""
    liked = {p.label.casefold(): p.evidence for p in view.likes("category")}
    for category, relevance in list(view.relevant.items())[:_MOST_CATEGORIES]:
        yield Reading(
            f"Do you want {category.lower()}{occasion}?",
            0.7 * relevance,
            "category",
            query=view.query_in(category),
            constraints=replace(view.ask.constraints, categories=(category,)),
            evidence=liked.get(category.casefold(), ()),
        )


def _attributes(view: View) -> Iterator[Reading]:
    asked = view.ask.constraints
    settled = {*map(str.casefold, (*asked.attributes, *asked.diets)), *view.avoids("attribute")}
    for label, strength, evidence in _offered(view.likes("attribute"), view.shelf.attributes):
        spoken = label.replace("_", "-").lower()
        if label.casefold() in settled or set(words(spoken)) <= set(view.content):
            continue
        diet = is_diet(label)
        yield Reading(
            f"Do you want {spoken} {view.thing}?" if view.thing else f"Something {spoken}?",
            strength,
            "attribute",
            query=view.query,
            constraints=replace(
                asked,
                diets=(*asked.diets, label) if diet else asked.diets,
                attributes=asked.attributes if diet else (*asked.attributes, label),
            ),
            evidence=evidence,
        )


def _brands(view: View) -> Iterator[Reading]:
    asked = view.ask.constraints
    if asked.brands:
        return
    refused = {*map(str.casefold, asked.not_brands), *view.avoids("brand")}
    thing = view.thing or "something"
    for label, strength, evidence in _offered(view.likes("brand"), view.shelf.brands):
        if label.casefold() not in refused and not set(words(label)) & set(view.content):
            yield Reading(
                f"Do you want {thing} by {label}?",
                strength,
                "brand",
                query=view.query,
                constraints=replace(asked, brands=(label,)),
                evidence=evidence,
            )


def _offered(
    liked_ones: Iterable[Preference], shares: Mapping[str, float]
) -> Iterator[tuple[str, float, tuple[str, ...]]]:
    """Yield (value, strength, evidence) of those facet values on the shelf that tell apart."""
    liked = {p.label.casefold(): p for p in liked_ones}
    for label, share in shares.items():
        preference = liked.get(label.casefold())
        if preference is not None:
            yield label, 0.35 + 0.4 * min(1.0, preference.value), preference.evidence
        elif _TELLING[0] <= share <= _TELLING[1]:
            yield label, 0.3 * (1.0 - abs(share - 0.4)), ()


def _cheaper(view: View) -> Iterator[Reading]:
    if view.shelf.prices is None:
        return
    low, high = view.shelf.prices
    asked = view.ask.constraints
    limit = round(low + _CHEAPER * (high - low), 2)
    floor = max(low, asked.price_min or 0.0)
    if floor < limit < min(high, asked.price_max or high):
        yield Reading(
            f"Do you want cheaper {view.thing or 'ones'}, up to {limit:.2f}?",
            0.25,
            "price",
            query=view.query,
            constraints=replace(asked, price_max=limit),
        )


def _generic(view: View) -> Iterator[Reading]:
    """What can always be asked, so that there are three readings of any text."""
    asked = view.ask.constraints
    known = view.shelf.known_categories
    avoided = view.avoids("category")
    for category in dict.fromkeys(known[len(known) * i // 4] for i in range(4) if known):
        if not asked.categories and category.casefold() not in avoided:
            yield Reading(
                f"Shall we start with {category.lower()}?",
                0.16,
                "browse",
                query=category.lower(),
                constraints=replace(asked, categories=(category,)),
            )
    yield Reading(
        "Only what is in stock right now?",
        0.13,
        "stock",
        query=view.query,
        constraints=replace(asked, in_stock=True),
    )
    yield Reading("Browse everything, popular first?", 0.12, "popular", constraints=asked)
    if said := quoted(view.ask.text):
        yield Reading(
            f"Search for exactly these words: {said}?",
            0.14,
            "words",
            query=" ".join(view.ask.text[:200].split()),
            constraints=asked,
        )
