"""Keep the lexicon of what is live near at hand, and typo correction over it."""

import asyncio
from collections.abc import Iterable

import structlog

from catalog.adapters.embedded.spelling import Spelling, language_of
from catalog.adapters.weaviate.lexicon import Lexicon
from catalog.adapters.weaviate.pointer import Pointer
from catalog.adapters.weaviate.reading import pages
from catalog.adapters.weaviate.server import Server
from domain.embedder import Embedder
from domain.errors import LeafLoopError
from domain.product import Product

_log = structlog.get_logger(__name__)


class Vocabulary:
    """The lexicon of one generation, replaced as the products change.

    What this process writes is counted at once. What another one writes is read anew beside the
    searches, which go by the former lexicon until then.

    Args:
        server: Where the products are.
        embedder: Tells words of the language from typos.
        lexicon: To begin with.
    """

    def __init__(self, server: Server, embedder: Embedder, lexicon: Lexicon) -> None:
        self._server = server
        self._is_word = language_of(embedder)
        self._reading: asyncio.Task[None] | None = None
        self.lexicon = lexicon
        self.spelling = Spelling(lexicon, self._is_word)

    def take(self, lexicon: Lexicon) -> None:
        """Go by another lexicon from now on."""
        self.lexicon = lexicon
        self.spelling = Spelling(lexicon, self._is_word)

    def follow(self, now: Pointer) -> None:
        """Begin to read the lexicon anew when the products are not those it counts."""
        if now.generation == self.lexicon.generation:
            return
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._reread(now))

    def changed(self, now: Pointer, added: Iterable[Product], dropped: Iterable[Product]) -> None:
        """Count a change that this process made; without its forerunners it is read anew."""
        if self.lexicon.generation != now.generation - 1:
            self.follow(now)
            return
        self.lexicon.drop(dropped)
        self.lexicon.add(added)
        self.lexicon.generation = now.generation
        self.take(self.lexicon)

    async def close(self) -> None:
        """Stop reading."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait([self._reading])

    async def _reread(self, now: Pointer) -> None:
        try:
            self.take(await lexicon_of(self._server, now))
        except LeafLoopError as error:
            _log.warning("catalog_vocabulary_not_read", error=error.detail)


async def lexicon_of(server: Server, now: Pointer) -> Lexicon:
    """Count the words and values of what a pointer shows.

    Raises:
        Unavailable: The server does not answer, or the collection was dropped meanwhile.
    """
    lexicon = Lexicon(now.generation)
    async for page in pages(server, now):
        await asyncio.to_thread(lexicon.add, page)
    return lexicon
