"""Follow the picks with the configured model, beside the requests."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Final

from memory.relay import Effort, Relay
from memory.watermarks import Watermarks
from nodes.remember import Remember
from wiring.services import Services

FILE: Final = "watermarks.db"
_EFFORT: Final = Effort(batch=20)
"""A model takes seconds for one pick; with the rules there is nothing to follow."""


@asynccontextmanager
async def remembering(services: Services) -> AsyncIterator[tuple[Relay, ...]]:
    """Learn from picks while the block runs; yield the relay that carries them, if there is one.

    Args:
        services: With `extractor` None nothing runs: the folds have learned by rules already.
    """
    extractor = services.extractor
    if extractor is None:
        yield ()
        return
    with closing(Watermarks(services.settings.data_dir / FILE)) as watermarks:
        relay = Relay(
            services.journal,
            Remember(
                extractor,
                services.journal,
                watermarks,
                services.profiles,
                services.personas,
                services.consents,
                services.forgetting.gate,
                services.clock,
            ),
            dead_letters=services.dead_letters,
            clock=services.clock,
            jitter=random.random,
            effort=_EFFORT,
        )
        await relay.start()
        try:
            yield (relay,)
        finally:
            await relay.close()
