"""Strategies: how much each feature counts in a ranking."""

from dataclasses import dataclass, field, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class Weights:
    """One strategy; every field is a key under its name in `config/strategies.yaml`.

    Attributes:
        relevance: How well the words match.
        category: Affinity to the category.
        brand: Affinity to the brand.
        attribute: Affinity to attributes, diets and pack size.
        habit: How often the subject buys it.
        due: Probability that the subject buys it within a week.
        popularity: How much everybody takes it, among hits of nearly the same relevance.
        price_fit: How near the price is to what the subject pays.
        segment_prior: What helps most subjects of the segment.
        reach: Relevance, as a share of the best, from which other features count fully; below
            it they fade with the square, so that nothing off the point is lifted by liking.
        sway: Most that all features but relevance can add or take together.
        floor: Affinity that counts as full when all of a subject's are smaller; one click
            moves a category by 0.06, so that skips alone never weigh as much as a click.
    """

    relevance: float = 1.0
    category: float = 0.2
    brand: float = 0.2
    attribute: float = 1.2
    habit: float = 0.5
    due: float = 0.15
    popularity: float = 0.2
    price_fit: float = 0.05
    segment_prior: float = 0.05
    reach: float = 0.8
    sway: float = 1.0
    floor: float = 0.06

    def gate(self, relevance: float) -> float:
        """Return how far liking moves a hit of some relevance: `min(1, relevance / reach) ** 2`."""
        return min(1.0, relevance / self.reach) ** 2


HYBRID: Final = Weights()
POPULAR: Final = Weights(
    category=0.05, brand=0.05, attribute=0.3, habit=0.1, due=0.05, popularity=0.8
)
PERSONAL: Final = Weights(
    category=0.3, brand=0.3, attribute=1.5, habit=0.8, due=0.3, popularity=0.0, price_fit=0.1
)
SIMILAR: Final = Weights(
    category=0.3, brand=0.4, attribute=1.5, habit=0.2, due=0.0, popularity=0.1, price_fit=0.2
)
CONTENT: Final = Weights(
    category=0.0,
    brand=0.0,
    attribute=0.0,
    habit=0.0,
    due=0.0,
    popularity=0.05,
    price_fit=0.0,
    segment_prior=0.0,
)


@dataclass(frozen=True, slots=True)
class Strategies:
    """The strategies there are; every field is a key of `config/strategies.yaml`.

    Attributes:
        exploration: Whether a strategy is drawn at random; off means `hybrid` for everybody.
        popular: What everybody takes.
        personal: What the subject takes.
        similar: What is like the things the subject takes.
        content: What matches the words, and nothing else.
        hybrid: A little of each; the default.
    """

    exploration: bool = False
    popular: Weights = field(default=POPULAR)
    personal: Weights = field(default=PERSONAL)
    similar: Weights = field(default=SIMILAR)
    content: Weights = field(default=CONTENT)
    hybrid: Weights = field(default=HYBRID)

    def named(self, name: str) -> Weights:
        """Return a strategy's weights.

        Raises:
            KeyError: There is no strategy of this name.
        """
        return self.all()[name]

    def all(self) -> dict[str, Weights]:
        """Return every strategy by name."""
        values = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in values if isinstance(value, Weights)}


DEFAULT: Final = Strategies()
"""What holds unless `config/strategies.yaml` says otherwise."""
