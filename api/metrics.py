"""What is measured, for Prometheus: requests, the loop's lag, and how well it learns."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.figures import TREND_DAYS, abandoned, clicked, order_value
from api.measure import Answered
from wiring.cached_catalog import Lookups
from wiring.services import Services

_BUCKETS: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)


class Metrics:
    """The metrics of one server, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.seconds = Histogram(
            "leafloop_request_seconds",
            "Time from the first byte of a request to the last of its reply.",
            ("method", "route"),
            registry=self._registry,
            buckets=_BUCKETS,
        )
        self.replies = Counter(
            "leafloop_replies", "Replies.", ("method", "route", "status"), registry=self._registry
        )
        self.events = Counter(
            "leafloop_events",
            "Events by what became of them.",
            ("outcome",),
            registry=self._registry,
        )
        self.degraded = Counter(
            "leafloop_degraded", "Replies given without a part.", ("part",), registry=self._registry
        )

    def note(self, answered: Answered) -> None:
        """Count one reply and its time."""
        self.seconds.labels(answered.method, answered.route).observe(answered.seconds)
        self.replies.labels(answered.method, answered.route, answered.status).inc()

    def watch(self, services: Services) -> None:
        """Also report what the stores hold, as of each scrape."""
        self._registry.register(_Stores(services))

    def exposition(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)


class _Stores(Collector):
    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[Metric]:
        """Yield one gauge for each figure that exists; a rate without data is left out."""
        services = self._services
        yield from _learning(services)
        yield from _gauge(
            "leafloop_journal_queued_events",
            "Events waiting for their commit.",
            services.journal.queued,
        )
        yield from _gauge(
            "leafloop_training_lag_events",
            "Events that the training logs have not seen.",
            services.training_relay.lag,
        )
        yield from _gauge(
            "leafloop_graph_lag_events",
            "Events that the knowledge graph has not seen.",
            services.graph_relay.lag,
        )
        yield from _gauge(
            "leafloop_dead_letters",
            "Events that a fold or a sink could not take.",
            services.dead_letters.count(),
        )
        yield _searches(services.results.lookups)


def _learning(services: Services) -> Iterator[Metric]:
    ctr = clicked(services)
    yield from _gauge(
        "learning_ctr_personalized",
        "Clicks per personalised product proposal.",
        ctr.personalized.rate,
    )
    yield from _gauge(
        "learning_ctr_not_personalized",
        "Clicks per neutral product proposal.",
        ctr.neutral.rate,
    )
    yield from _gauge(
        "learning_cart_abandonment_rate",
        "Carts left without an order within a day, per cart that ended.",
        abandoned(services).rate,
    )
    yield from _gauge(
        "learning_avg_cart_value_change",
        f"Mean order value of {TREND_DAYS} days, relative to the {TREND_DAYS} days before.",
        order_value(services, TREND_DAYS).value_change,
    )


def _searches(lookups: Lookups) -> Metric:
    searches = CounterMetricFamily(
        "leafloop_result_cache_searches",
        "Searches by how they were answered: kept, found, or shared with one that ran.",
        labels=("answer",),
    )
    searches.add_metric(("hit",), lookups.hits)
    searches.add_metric(("miss",), lookups.misses)
    searches.add_metric(("shared",), lookups.shared)
    return searches


def _gauge(name: str, documentation: str, value: float | None) -> Iterator[Metric]:
    if value is not None:
        yield GaugeMetricFamily(name, documentation, value=value)
