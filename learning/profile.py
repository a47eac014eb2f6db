"""Fold one event into a profile: what each kind of event teaches."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from domain.event import REACTION_KINDS, Event, Item, Kind, item_from
from domain.profile import Memory, Profile
from learning import habit
from learning.bounded import amount
from learning.corrections import correct, drop
from learning.draft import Draft
from learning.lessons import extracted_in, kept, memories_of
from learning.signals import DEFAULT, Signals
from learning.skips import skip_weight
from learning.statements import hear, said_too_late
from learning.withheld import learnable, parts_off


def learn(profile: Profile, event: Event, signals: Signals = DEFAULT) -> Profile:
    """Fold one event into a profile.

    A view counts as a reaction and teaches nothing else: looking is not liking. An event that
    happened before `profile.as_of` is applied with the decay it has suffered since. Of an event
    whose subject has switched learning off, wholly or in parts, only the rest is learned; see
    `learning.withheld`.

    Args:
        profile: State before the event.
        event: An event of this subject, with its place in the journal.
        signals: Strength per event kind, in [-1, 1], decay and limits.

    Returns:
        The state after the event. Folding the same event again returns it unchanged.

    Example:
        >>> click = Event(bytes(16), Kind.SEARCH_RESULT_CLICKED, "s1", None, 0, 0,
        ...     {"product_sku": "m1", "brand": "Oatly"}, seq=1)
        >>> learn(Profile.empty("s1"), click).preference("brand", "oatly").value
        0.09
    """
    if event.seq <= profile.seq:
        return profile
    if "unlearned" in event.data:
        rest = learnable(event)
        if rest is None:
            return profile
        event = rest
    kind = event.kind
    if kind is Kind.PRODUCT_VIEWED:
        return _seen(profile, event.seq, event.at)
    teach = _TEACH.get(kind)
    draft = Draft(profile, event, signals)
    if teach:
        teach(draft, event.data)
    return draft.freeze(reacted=kind in REACTION_KINDS)


def _seen(profile: Profile, seq: int, at: int) -> Profile:
    """Count a view; four of five events are views, so this makes one object and no more."""
    last = profile.last_reaction_at
    return Profile(
        profile.subject,
        seq,
        at if at > profile.as_of else profile.as_of,
        profile.reactions + 1,
        at if last is None or at > last else last,
        profile.order_count,
        profile.preferences,
        profile.habits,
        profile.prices,
        profile.facts,
        profile.goals,
        profile.statements,
        profile.history,
        profile.silenced,
    )


def _searched(draft: Draft, data: Mapping[str, Any]) -> None:
    """A search made elsewhere leans towards the category that leads its results.

    One of our own carries its proposal and teaches nothing: what leads our results is our own
    doing, and the same search twice must give the same order.
    """
    categories = data.get("top_categories") or ()
    if data.get("proposal_id"):
        return
    if categories and isinstance(categories[0], str) and categories[0]:
        searched = Item("", category=categories[0])
        draft.lean(searched, draft.signals.search, f"searched for {categories[0]}")


def _clicked(draft: Draft, data: Mapping[str, Any]) -> None:
    item, rules = item_from(data), draft.signals
    draft.lean(item, rules.click, _words("looked at", item))
    for place, line in enumerate(data.get("skipped") or (), start=1):
        weight = skip_weight(line.get("position") or place, rules.examination, rules.attraction)
        draft.lean(item_from(line), rules.skip * weight, "")


def _skipped(draft: Draft, data: Mapping[str, Any]) -> None:
    draft.lean(item_from(data), draft.signals.skip, "")


def _carted(draft: Draft, data: Mapping[str, Any]) -> None:
    item, habits = _item(data), draft.habits()
    draft.lean(item, draft.signals.cart_add, _words("added", item))
    draft.pay(item)
    if item.sku:
        habits[item.sku] = habit.carted(
            habits.pop(item.sku, None), item, draft.event_id, draft.signals
        )


def _uncarted(draft: Draft, data: Mapping[str, Any]) -> None:
    item, habits = _item(data), draft.habits()
    draft.lean(item, draft.signals.cart_remove, "")
    old = habits.get(item.sku)
    if old is not None:
        habits[item.sku] = habit.uncarted(
            old, item, amount(data.get("quantity")), draft.event_id, draft.signals
        )


def _recounted(draft: Draft, data: Mapping[str, Any]) -> None:
    """A new quantity teaches how many; the quantity 0 is a removal."""
    if not amount(data.get("quantity")):
        _uncarted(draft, {**data, "quantity": None})
        return
    item, habits = _item(data), draft.habits()
    if item.sku:
        habits[item.sku] = habit.recounted(
            habits.get(item.sku), item, draft.event_id, draft.signals
        )


def _ordered(draft: Draft, data: Mapping[str, Any]) -> None:
    draft.order_count += 1
    habits, rules, lines = draft.habits(), draft.signals, dict[str, Item]()
    at = None if "schedule" in parts_off(data) else draft.event.at
    for raw in data.get("items") or ():
        item = _item(raw)
        same = lines.get(item.sku)
        lines[item.sku] = (
            item if same is None else replace(item, quantity=item.quantity + same.quantity)
        )
    for sku, item in lines.items():
        old = habits.pop(sku, None)
        strength = rules.purchase_repeat if habit.is_bought(old) else rules.purchase_first
        draft.lean(item, strength, _words("bought", item))
        draft.pay(item)
        if sku:
            habits[sku] = habit.bought(
                old,
                item,
                at=at,
                order_no=draft.order_count,
                event_id=draft.event_id,
                signals=rules,
            )


def _rated(draft: Draft, data: Mapping[str, Any]) -> None:
    item, rules, feedback = item_from(data), draft.signals, data.get("feedback")
    if feedback == "like":
        draft.lean(item, rules.like, _words("liked", item))
    elif feedback == "dislike":
        draft.lean(item, rules.dislike, "")
    elif feedback == "rating":
        rating = amount(data.get("rating"))
        if rating is not None:
            signal = min(1.0, max(-1.0, (rating - 3.0) / 2.0))
            draft.lean(item, rules.like, _words("rated", item), signal)


def _picked(draft: Draft, data: Mapping[str, Any]) -> None:
    item, rules = item_from(data), draft.signals
    if item.sku:
        draft.lean(item, rules.click, _words("picked", item))
    for memory in memories_of(draft.event):
        if memory.type == "history":
            draft.history = kept(draft.history, memory, rules.max_history)
        else:
            _infer(draft, memory)


def _extracted(draft: Draft, _: Mapping[str, Any]) -> None:
    for memory in extracted_in(draft.event):
        known = draft.goals if memory.type == "goal" else draft.statements
        if all(old.content.casefold() != memory.content.casefold() for old in known):
            _infer(draft, memory)


def _infer(draft: Draft, memory: Memory) -> None:
    """Keep a goal or preference that was read out of behaviour; the subject's own word stands."""
    rules = draft.signals
    if memory.type == "goal" and not said_too_late(draft, memory):
        draft.goals = kept(draft.goals, memory, rules.max_goals)
    elif memory.type == "preference":
        draft.statements = kept(draft.statements, memory, rules.max_statements)


def _item(data: Mapping[str, Any]) -> Item:
    """Read an item whose quantity is above 0."""
    item = item_from(data)
    return item if amount(item.quantity) else replace(item, quantity=1.0)


def _words(verb: str, item: Item) -> str:
    return f"{verb} {item.name}" if item.name else ""


_TEACH: Final[Mapping[Kind, Callable[[Draft, Mapping[str, Any]], None]]] = {
    Kind.SEARCH_PERFORMED: _searched,
    Kind.SEARCH_RESULT_CLICKED: _clicked,
    Kind.RESULT_SKIPPED: _skipped,
    Kind.CART_ITEM_ADDED: _carted,
    Kind.CART_ITEM_REMOVED: _uncarted,
    Kind.CART_ITEM_UPDATED: _recounted,
    Kind.ORDER_COMPLETED: _ordered,
    Kind.FEEDBACK_GIVEN: _rated,
    Kind.SELECTION_MADE: _picked,
    Kind.PREFERENCE_UPDATED: hear,
    Kind.FACT_STATED: hear,
    Kind.FACTS_EXTRACTED: _extracted,
    Kind.FACT_CORRECTED: correct,
    Kind.FACT_DELETED: drop,
}

KINDS: Final = REACTION_KINDS | frozenset(_TEACH)
"""Kinds that `learn` looks at."""
