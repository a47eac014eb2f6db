"""A tiny server on the journal, to be killed: `python -m tests.reliability.server FILE JOURNAL`.

It writes its port as the first line, then takes one batch a line,
`{"subject": "s1", "events": [["<id in hex>", "<body>"], …]}`, and answers with one line: the
outcomes once they are durable, or null when nothing was written.
"""

import asyncio
import sys
from pathlib import Path

import orjson

from domain.errors import LeafLoopError
from domain.event import Event, Kind
from domain.ids import digest_of, is_named
from memory.journal import Journal
from tests.reliability.mutants import JOURNALS

AT = 1_700_000_000_000


def read_batch(line: bytes) -> list[Event]:
    """Read the events of one line."""
    sent = orjson.loads(line)
    return [_event(sent["subject"], bytes.fromhex(i), body) for i, body in sent["events"]]


def _event(subject: str, event_id: bytes, body: str) -> Event:
    digest = digest_of(body.encode()) if is_named(event_id) else b""
    return Event(event_id, Kind.PRODUCT_VIEWED, subject, None, AT, AT, {"body": body}, digest)


async def answer(journal: Journal, line: bytes) -> bytes:
    """Append one line's events and write the answer to it."""
    try:
        appended = await journal.append(read_batch(line))
    except LeafLoopError:
        return b"null\n"
    return orjson.dumps([one.outcome for one in appended]) + b"\n"


async def serve(path: Path, kind: str) -> None:
    """Serve until killed."""
    journal = await JOURNALS[kind](path)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(await answer(journal, line))
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2]))
