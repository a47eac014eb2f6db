"""The figures of the dashboard and of /metrics, from the folds over everybody and the stores."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from domain.clock import MS_PER_DAY, from_ms
from domain.errors import Unavailable
from domain.event import Kind
from learning.activity import Activity
from learning.asked import Asked
from learning.carts import Carts, mean_value, outcomes
from learning.ctr import Ctr
from learning.intervals import Compared, Mean, Rate, compare, rate_of
from wiring.services import Services

TREND_DAYS: Final = 30
"""Days on either side of the trend of cart values in /metrics."""


@dataclass(frozen=True, slots=True)
class OrderValue:
    """What orders are worth, and whether that grows.

    Attributes:
        value: Of an order in the newest days.
        value_before: Of one in as many days before.
        value_change: The one relative to the other; None without orders on both sides.
    """

    value: Mean
    value_before: Mean
    value_change: float | None


def clicked(services: Services) -> Compared:
    """Return how often product proposals are clicked."""
    ctr: Ctr = services.runner.states("ctr").current()
    one, other = (rate_of(side.clicked, side.shown) for side in (ctr.personalized, ctr.neutral))
    return compare(one, other, "proposals")


def picked(services: Services) -> Compared:
    """Return how often questions are answered by a pick."""
    asked: Asked = services.runner.states("asked").current()
    one, other = (rate_of(side.picked, side.shown) for side in (asked.personalized, asked.neutral))
    return compare(one, other, "questions")


def abandoned(services: Services) -> Rate:
    """Return how many carts are left without an order."""
    carts: Carts = services.runner.states("carts").current()
    return rate_of(*outcomes(carts, services.clock.now()))


def order_value(services: Services, days: int) -> OrderValue:
    """Return what orders are worth, in the newest days against as many before.

    Args:
        services: The open stores.
        days: Length of the window in UTC days, today included.
    """
    carts: Carts = services.runner.states("carts").current()
    today = services.clock.now() // MS_PER_DAY
    value = mean_value(carts, today - days + 1, today)
    before = mean_value(carts, today - 2 * days + 1, today - days)
    change = None
    if value.mean is not None and before.mean is not None:  # an order of no worth has no value
        change = value.mean / before.mean - 1.0
    return OrderValue(value, before, change)


def activity(services: Services, days: int) -> list[dict[str, Any]]:
    """Return every day of the window, oldest first, those on which nothing happened too."""
    state: Activity = services.runner.states("activity").current()
    today = services.clock.now() // MS_PER_DAY
    return [_day(day, state.days.get(day, {})) for day in range(today - days + 1, today + 1)]


def positions(services: Services) -> list[dict[str, Any]]:
    """Return how often the product in each position is clicked, first position first."""
    ctr: Ctr = services.runner.states("ctr").current()
    found = []
    for position, tally in sorted(ctr.positions.items()):
        rate = rate_of(tally.clicked, tally.shown)
        bounds = {"rate": rate.rate, "low": rate.low, "high": rate.high}
        counts = {"position": position, "shown": tally.shown, "clicked": tally.clicked}
        found.append(counts | bounds)
    return found


async def gone_on(services: Services, days: int) -> Rate:
    """Return how often /v1/execute goes on without asking.

    Raises:
        Unavailable: The executions cannot be read.
    """
    first = (services.clock.now() // MS_PER_DAY - days + 1) * MS_PER_DAY
    return rate_of(*await services.executions.gone_on(first))


async def catalogue(services: Services) -> dict[str, Any] | None:
    """Return what can be found; None while the catalogue does not answer."""
    catalog = services.catalog
    try:
        facets = await catalog.facets()
        return {
            "products": await catalog.count(),
            "categories": len(facets.categories),
            "brands": len(facets.brands),
            "version": await catalog.version(),
        }
    except Unavailable:
        return None


async def remembered(services: Services) -> dict[str, int]:
    """Return of how many subjects something is known.

    Raises:
        Unavailable: The snapshots cannot be read.
    """
    saved = await services.runner.subjects()
    names = {"subjects": "profile", "personas": "persona", "carts": "cart", "consents": "consent"}
    return {name: saved.get(fold, 0) for name, fold in names.items()}


def training(services: Services) -> dict[str, Any]:
    """Return how much was logged for fine-tuning."""
    return {
        **services.training_log.counts,
        "enabled": services.settings.enable_training_data_collection,
        "lag": services.training_relay.lag,
    }


def _day(day: int, events: dict[str, int]) -> dict[str, Any]:
    told: date = from_ms(day * MS_PER_DAY).date()
    return {
        "day": told.isoformat(),
        "events": events,
        "searches": events.get(Kind.SEARCH_PERFORMED.value, 0),
        "proposals": events.get(Kind.PROPOSAL_SHOWN.value, 0),
        "selections": events.get(Kind.SELECTION_MADE.value, 0),
    }
