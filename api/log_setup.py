"""Structured logs to stderr and, when asked, to a file; never with personal data."""

import logging
import sys
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

REQUEST_ID: Final[ContextVar[str]] = ContextVar("request_id", default="")
"""The request that is being answered; every log line inside it names it."""


def configure_logging(
    level: str = "INFO",
    *,
    as_json: bool = False,
    log_file: Path | None = None,
    stream: TextIO | None = None,
) -> Callable[[], None]:
    """Send the program's logs, and warnings of the libraries below it, where they belong.

    Args:
        level: Least level that is written, such as INFO.
        as_json: One JSON object a line on the stream, instead of text for a person.
        log_file: Also append JSON lines to this file; its directory is made.
        stream: Where to write; None means stderr.

    Returns:
        A function that closes the file.
    """
    target = stream or sys.stderr
    file = _opened(log_file) if log_file else None
    processors: list[Processor] = [
        _name_request,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.ExceptionRenderer(_kind_of_exception),
        *([_Copy(file)] if file else []),
        _json_line if as_json else structlog.dev.ConsoleRenderer(colors=target.isatty()),
    ]
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    _adopt_libraries()
    return file.close if file else _nothing_open


def _opened(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("ab", buffering=0)


class _Forward(logging.Handler):
    """Carries what libraries log into ours.

    A library's finished message may hold what a person sent, so only the template is kept, and
    only where the message has one.
    """

    def emit(self, record: logging.LogRecord) -> None:
        fields: dict[str, object] = {"where": f"{record.module}:{record.lineno}"}
        if record.args:
            fields["template"] = str(record.msg)[:200]
        if record.exc_info and record.exc_info[0]:
            fields["error"] = record.exc_info[0].__name__
        log = structlog.get_logger(record.name)
        write = log.error if record.levelno >= logging.ERROR else log.warning
        write("library_logged", logger=record.name, **fields)


def _adopt_libraries() -> None:
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Forward)]:
        root.removeHandler(handler)
    root.addHandler(_Forward(logging.WARNING))
    logging.getLogger("uvicorn.access").disabled = True


class _Copy:
    """Appends each line to a file as JSON, in one write, and hands it on."""

    __slots__ = ("_file",)

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        self._file.write(_encoded(event) + b"\n")
        return event


def _name_request(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    request_id = REQUEST_ID.get()
    if request_id:
        event["request_id"] = request_id
    return event


def _kind_of_exception(exc_info: Any) -> str:
    return exc_info[0].__name__ if exc_info and exc_info[0] else ""


def _json_line(_: WrappedLogger, __: str, event: EventDict) -> str:
    return _encoded(event).decode()


def _encoded(event: EventDict) -> bytes:
    return orjson.dumps(event, default=str)


def _nothing_open() -> None:
    return None
