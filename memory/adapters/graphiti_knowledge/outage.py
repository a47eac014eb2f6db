"""Tell a graph that does not answer from an event that it cannot take."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from domain.errors import Unavailable

IsOutage = Callable[[Exception], bool]
"""Whether an error says something against the graph rather than against what it was given."""


def files_or_network(error: Exception) -> bool:
    """Whether an error is one of the operating system's, or a wait that took too long."""
    return isinstance(error, OSError | TimeoutError)


@asynccontextmanager
async def answering(seconds: float, is_outage: IsOutage) -> AsyncIterator[None]:
    """Bound a call to the graph, and raise every outage as one kind of error.

    Args:
        seconds: Longest time the call may take.
        is_outage: Tells outages from other errors.

    Raises:
        Unavailable: The graph is down, or takes longer than that.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except Exception as error:
        if not is_outage(error):
            raise
        known = isinstance(error, OSError | TimeoutError) and str(error)
        text = known or type(error).__name__  # texts of a server may repeat what a person wrote
        raise Unavailable(
            f"The knowledge graph does not answer ({text}). What was to be learned waits in the "
            "journal; see that the graph runs."
        ) from error
