"""The steps on this installation's own stores, opened once for a whole process."""

import asyncio
from contextlib import AsyncExitStack

from graph.remembering import remembering
from graph.samples import stock
from graph.steps import Steps
from memory.owner import Owner
from wiring.open import open_services
from wiring.settings import read_settings


class Shared:
    """The steps on this installation's own stores, opened by whoever asks first."""

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._steps: Steps | None = None

    async def steps(self) -> Steps:
        """Return the steps.

        Raises:
            Busy: A server owns the data directory; stop it, or set another LEAFLOOP_DATA_DIR.
        """
        async with self._opening:
            if self._steps is None:
                settings = read_settings()
                async with AsyncExitStack() as opening:
                    owner = Owner.acquire(settings.data_dir, "")
                    opening.callback(owner.release)
                    services = await opening.enter_async_context(open_services(settings))
                    await services.graph_relay.start()
                    await opening.enter_async_context(remembering(services))
                    steps = Steps.of(services)
                    if settings.samples:
                        await stock(steps)
                    self._steps, self._stack = steps, opening.pop_all()
            return self._steps

    async def close(self) -> None:
        """Close the stores; the next call opens them again."""
        async with self._opening:
            self._steps = None
            await self._stack.aclose()


shared = Shared()
"""Studio loads the file of each graph as a module of its own; this one they have in common."""
