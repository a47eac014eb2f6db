"""A profile while one event changes it: copies only what the event touches."""

import math
from collections.abc import Mapping

from domain.event import Event, Item
from domain.ids import text_of
from domain.profile import Facet, Habit, Preference, PriceLevel, Profile
from learning import preference, price
from learning.bounded import trim
from learning.preference import Nudge
from learning.signals import Signals


class Draft:
    """The changes one event makes to a profile.

    Attributes:
        event: The event being folded.
        event_id: Its id, as text.
        signals: The rules.
        order_count: Number of completed orders, with this one.
        facts: As in the profile; so are goals, statements and history.
    """

    __slots__ = (
        "_before", "_facets", "_habits", "_prices", "_silenced", "event", "event_id", "facts",
        "goals", "history", "order_count", "signals", "statements",
    )  # fmt: skip

    def __init__(self, before: Profile, event: Event, signals: Signals) -> None:
        self._before = before
        self._facets: dict[str, dict[str, Preference]] = {}
        self._habits: dict[str, Habit] | None = None
        self._prices: dict[str, PriceLevel] | None = None
        self._silenced: dict[str, int] | None = None
        self.event = event
        self.event_id = text_of(event.event_id)
        self.signals = signals
        self.order_count = before.order_count
        self.facts = before.facts
        self.goals = before.goals
        self.statements = before.statements
        self.history = before.history

    def facet(self, name: Facet) -> dict[str, Preference]:
        """Return the preferences of a facet, free to change."""
        mine = self._facets.get(name)
        if mine is None:
            mine = self._facets[name] = dict(self._before.preferences.get(name, ()))
        return mine

    def habits(self) -> dict[str, Habit]:
        """Return the habits, free to change."""
        mine = self._habits
        if mine is None:
            mine = self._habits = dict(self._before.habits)
        return mine

    def lean(self, item: Item, strength: float, because: str, signal: float | None = None) -> None:
        """Move the preferences for everything an item is: category, brand, attributes, size.

        Args:
            item: The product.
            strength: In [-1, 1].
            because: What the event was, in words.
            signal: Direction in [-1, 1]; None means the sign of the strength.
        """
        rules = self.signals
        toward = math.copysign(1.0, strength) if signal is None else signal
        nudge = Nudge(toward, self.event.at, self.event_id, because)
        rate = rules.learning_rate * abs(strength)
        if item.category:
            self._lean("category", item.category, nudge, rate * rules.category)
        if item.brand:
            self._lean("brand", item.brand, nudge, rate * rules.brand)
        for attribute in item.attributes:
            self._lean("attribute", attribute, nudge, rate * rules.attribute)
        if item.size:
            self._lean("attribute", item.size, nudge, rate * rules.size)

    def pay(self, item: Item) -> None:
        """Remember what was paid, when price and category are known."""
        if item.price is None or not item.price > 0 or not item.category:
            return
        if self._prices is None:
            self._prices = dict(self._before.prices)
        key = item.category.casefold()
        self._prices[key] = price.paid(self._prices.pop(key, None), item.price)

    def silence(self, topic: str, before: int) -> None:
        """Remember that statements on a topic from before a time come too late."""
        if self._silenced is None:
            self._silenced = dict(self._before.silenced)
        self._silenced[topic] = max(before, self._silenced.pop(topic, before))

    def is_late(self, topic: str) -> bool:
        """Whether this event comes too late to say something on a topic."""
        silenced = self._before.silenced if self._silenced is None else self._silenced
        return self.event.at < silenced.get(topic, self.event.at)

    def freeze(self, *, reacted: bool) -> Profile:
        """Return the profile after the event.

        Args:
            reacted: Whether the event was a reaction.
        """
        before, at, rules = self._before, self.event.at, self.signals
        if self._habits is not None:
            trim(self._habits, rules.max_habits, _habit_worth)
        if self._prices is not None:
            trim(self._prices, rules.max_prices, _unordered)
        if self._silenced is not None:
            trim(self._silenced, rules.max_facts, float)
        return Profile(
            before.subject,
            self.event.seq,
            max(at, before.as_of),
            before.reactions + reacted,
            max(at, before.last_reaction_at or at) if reacted else before.last_reaction_at,
            self.order_count,
            self._preferences(),
            before.habits if self._habits is None else self._habits,
            before.prices if self._prices is None else self._prices,
            self.facts,
            self.goals,
            self.statements,
            self.history,
            before.silenced if self._silenced is None else self._silenced,
        )

    def _lean(self, name: Facet, label: str, nudge: Nudge, rate: float) -> None:
        mine, key = self.facet(name), label.casefold()
        rate = rate if rate < 1.0 else 1.0
        mine[key] = preference.moved(mine.get(key), label, nudge, rate, self.signals)

    def _preferences(self) -> Mapping[str, Mapping[str, Preference]]:
        if not self._facets:
            return self._before.preferences
        now, rules = max(self.event.at, self._before.as_of), self.signals

        def worth(known: Preference) -> float:
            if known.explicit:
                return math.inf
            return abs(preference.value_at(known, now, rules.half_life_days))

        for mine in self._facets.values():
            trim(mine, rules.max_preferences, worth)
        return {**self._before.preferences, **self._facets}


def _habit_worth(habit: Habit) -> float:
    """Rank habits by their last purchase; those never bought go first, oldest cart-add first."""
    return habit.last_at if habit.last_at is not None else -1.0


def _unordered(_: PriceLevel) -> float:
    """Rank price levels by how lately they were paid: the order they stand in."""
    return 0.0
