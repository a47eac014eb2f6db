"""Logs go where they belong, without personal data."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from api.log_setup import REQUEST_ID, configure_logging


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """A stream to log to; the loggers of other tests are left as they were."""
    before = structlog.get_config()
    root = logging.getLogger()
    handlers = list(root.handlers)
    access = logging.getLogger("uvicorn.access")
    yield io.StringIO()
    structlog.configure(**before)
    root.handlers[:] = handlers
    access.disabled = False


@pytest.fixture
def request_id() -> Iterator[Callable[[str], object]]:
    token = REQUEST_ID.set("")
    yield REQUEST_ID.set
    REQUEST_ID.reset(token)


def test_a_line_is_one_json_object_with_its_request(
    out: io.StringIO, request_id: Callable[[str], object]
) -> None:
    configure_logging(as_json=True, stream=out)
    request_id("r-1")
    structlog.get_logger("x").info("goal_learned_from_hypothesis", count=2)
    line = json.loads(out.getvalue())
    assert line.pop("at").endswith("Z")
    assert line == {
        "event": "goal_learned_from_hypothesis",
        "level": "info",
        "request_id": "r-1",
        "count": 2,
    }


def test_a_person_gets_text_without_colours_on_a_plain_stream(out: io.StringIO) -> None:
    configure_logging(stream=out)
    structlog.get_logger("x").info("server_ready", port=8000)
    assert "server_ready" in out.getvalue()
    assert "port=8000" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_what_is_below_the_level_is_not_written(out: io.StringIO) -> None:
    configure_logging("warning", as_json=True, stream=out)
    structlog.get_logger("x").info("too_quiet")
    assert out.getvalue() == ""


def test_a_file_gets_the_same_lines_as_json(out: io.StringIO, tmp_path: Path) -> None:
    path = tmp_path / "logs" / "app.log"
    close = configure_logging(stream=out, log_file=path)
    structlog.get_logger("x").info("first")
    structlog.get_logger("x").info("second")
    close()
    assert [json.loads(line)["event"] for line in path.read_text().splitlines()] == [
        "first",
        "second",
    ]


def test_a_logged_exception_is_named_without_its_message(out: io.StringIO) -> None:
    configure_logging(as_json=True, stream=out)
    try:
        raise ValueError("ana's secret")
    except ValueError:
        structlog.get_logger("x").exception("step_failed")
    assert json.loads(out.getvalue())["exception"] == "ValueError"
    assert "secret" not in out.getvalue()


def test_a_library_is_heard_but_not_what_a_person_sent_through_it(out: io.StringIO) -> None:
    configure_logging(as_json=True, stream=out)
    library = logging.getLogger("some.library")
    library.warning("cannot store %s", "ana's secret")
    library.error("cannot store ana's secret")
    library.log(35, "of a level of its own")
    first, second, third = map(json.loads, out.getvalue().splitlines())
    assert (first["template"], first["logger"]) == ("cannot store %s", "some.library")
    assert (second["level"], third["level"]) == ("error", "warning")
    assert "secret" not in out.getvalue()


def test_setting_up_twice_does_not_write_twice(out: io.StringIO) -> None:
    configure_logging(as_json=True, stream=out)
    configure_logging(as_json=True, stream=out)
    logging.getLogger("some.library").warning("once")
    assert len(out.getvalue().splitlines()) == 1


def test_the_servers_own_access_log_is_off(out: io.StringIO) -> None:
    configure_logging(as_json=True, stream=out)
    assert logging.getLogger("uvicorn.access").disabled
