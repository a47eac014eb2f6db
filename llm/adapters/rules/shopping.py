"""Readings of a shopping request: habits, categories, attributes, brands, price, and the rest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from domain.constraints import Constraints
from domain.profile import Habit, Preference
from llm.adapters.rules.reading import Reading
from llm.adapters.rules.shelf_view import View, is_diet, is_goods
from llm.adapters.rules.words import HEDGES, content_words, quoted, words

_MOST_HABITS: Final = 50
_MISSED: Final = 0.4
_MOST_CATEGORIES: Final = 6
_SPOKEN: Final = {"kids": "child-friendly"}
_CHEAPER: Final = 0.4
_TELLING: Final = (0.05, 0.9)


def shopping_readings(view: View) -> Iterator[Reading]:
    """Yield what a shopping request may mean, each with a search behind it.

    Strengths by basis: habit .3-.9 (how well it fits the request times how settled it is),
    category up to .7 (its relevance), attribute and brand .35-.75 when the subject likes them and
    .3 at most when only the shelf speaks for them, price .25, generic .12-.16
    and up to .4 for a category the subject likes anyway.
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
    repeats = view.named if len(view.named) == 1 and not _hedged(view) else ()
    for category, relevance in list(view.relevant.items())[:_MOST_CATEGORIES]:
        if is_goods(category) and category in repeats and set(words(category)) <= set(view.content):
            continue
        said = set(words(category)) & set(words(occasion))
        what = category.lower() if is_goods(category) else f"something from {category}"
        yield Reading(
            f"Do you want {what}{'' if said else occasion}?",
            0.7 * relevance,
            "category",
            query=view.query_in(category),
            constraints=replace(view.ask.constraints, categories=(category,)),
            evidence=liked.get(category.casefold(), ()),
        )


def _hedged(view: View) -> bool:
    return bool(HEDGES & set(view.content))


def _attributes(view: View) -> Iterator[Reading]:
    asked = view.ask.constraints
    settled = {*map(str.casefold, (*asked.attributes, *asked.diets)), *view.avoids("attribute")}
    for label, share, strength, evidence in _offered(
        view.likes("attribute"), view.shelf.attributes, view.telling
    ):
        spoken = _SPOKEN.get(label, label.replace("_", "-").lower())
        if label.casefold() in settled or set(words(spoken)) <= set(view.content):
            continue
        diet, thing = is_diet(label), view.thing_with(share)
        yield Reading(
            f"Do you want {spoken} {thing}?" if thing else f"Something {spoken}?",
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
    for label, share, strength, evidence in _offered(
        view.likes("brand"), view.shelf.brands, view.telling
    ):
        if label.casefold() not in refused and not set(words(label)) & set(view.content):
            yield Reading(
                f"Do you want {view.thing_with(share) or 'something'} by {label}?",
                strength,
                "brand",
                query=view.query,
                constraints=replace(asked, brands=(label,)),
                evidence=evidence,
            )


def _offered(
    liked_ones: Iterable[Preference], shares: Mapping[str, float], telling: bool
) -> Iterator[tuple[str, float, float, tuple[str, ...]]]:
    """Yield (value, share, strength, evidence) of facet values on the shelf.

    Without a preference a value is offered only when `telling`, and when its share tells apart.
    """
    liked = {p.label.casefold(): p for p in liked_ones}
    for label, share in shares.items():
        preference = liked.get(label.casefold())
        if preference is not None:
            yield label, share, 0.35 + 0.4 * min(1.0, preference.value), preference.evidence
        elif telling and _TELLING[0] <= share <= _TELLING[1]:
            yield label, share, 0.3 * (1.0 - abs(share - 0.4)), ()


def _cheaper(view: View) -> Iterator[Reading]:
    if view.shelf.prices is None:
        return
    low, high = view.shelf.prices
    asked = view.ask.constraints
    limit = round(low + _CHEAPER * (high - low), 2)
    floor = max(low, asked.price_min or 0.0)
    if floor < limit < min(high, asked.price_max or high):
        yield Reading(
            f"Do you want the cheaper ones, up to {limit:.2f}?",
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
    liked = {p.label.casefold(): p for p in view.likes("category")}
    spread = [known[len(known) * i // 4] for i in range(4) if known]
    for category in (*(c for c in known if c.casefold() in liked), *spread):
        if asked.categories or category.casefold() in avoided:
            continue
        preference = liked.get(category.casefold())
        yield Reading(
            f"Shall we start with {category.lower()}?",
            0.16 if preference is None else 0.2 + 0.2 * min(1.0, preference.value),
            "browse",
            query=category.lower(),
            constraints=replace(asked, categories=(category,)),
            evidence=preference.evidence if preference else (),
        )
    if not asked.in_stock:
        yield Reading(
            "Only what is in stock right now?",
            0.13,
            "stock",
            query=view.query,
            constraints=replace(asked, in_stock=True),
        )
    yield Reading("Browse everything, popular first?", 0.12, "popular", constraints=asked)
    found = view.ask.shelf is None or view.shelf.categories
    if found and (said := quoted(view.ask.text)):
        yield Reading(
            f"Search for exactly these words: {said}?",
            0.14,
            "words",
            query=" ".join(view.ask.text[:200].split()),
            constraints=asked,
        )
