"""A real Weaviate or Ollama goes away in the middle of a conversation, and comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, Final, Literal

import pytest

from tests.reliability.as_trained import as_trained
from tests.reliability.native_server import NativeServer, native_server
from tests.scenes.twenty_turns import Shopper, Stream
from tests.serving import Serving, serving

Away = Literal["stopped", "held still"]

BOTH: Final[tuple[Away, ...]] = ("stopped", "held still")

CATALOG_SECONDS: Final = 4.0
"""For a turn: the three steps that ask the catalogue wait half a second, another, and one."""

MODEL_SECONDS: Final = 4.0
"""For one answer of the model; in a turn two steps ask for one."""

BESIDES: Final = 2.0
"""Seconds for all that a turn does beside waiting, on a busy machine."""

BACK_SECONDS: Final = 30.0


@contextmanager
def away(server: NativeServer, how: Away) -> Iterator[None]:
    """Take a server away while the block runs, so that it refuses or so that it hangs."""
    if how == "held still":
        with server.held_still():
            yield
        return
    server.stop()
    yield
    server.start()


def degraded_in(stream: Stream) -> set[str]:
    """Return the parts that a turn's stream says did not answer."""
    return {part for _, data in stream for part in data.get("degraded") or ()}


def turn(shopper: Shopper, text: str, within: float = CATALOG_SECONDS) -> set[str]:
    """Take a turn, which must not take longer; return what it says did not answer."""
    began = monotonic()
    stream = shopper.turn(text)
    assert monotonic() - began < within, text
    assert stream[-1][0] == "end", text
    assert any(name in ("proposal", "messages") for name, _ in stream), text
    return degraded_in(stream)


@pytest.fixture(scope="module")
def weaviate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NativeServer]:
    with native_server("weaviate", tmp_path_factory.mktemp("weaviate")) as server:
        yield server


@pytest.fixture(scope="module")
def shop(weaviate: NativeServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    data_dir: Path = tmp_path_factory.mktemp("shop") / "var"
    with serving(data_dir, LEAFLOOP_CATALOG=weaviate.url, LEAFLOOP_SAMPLES="on") as running:
        yield running


@pytest.mark.server("weaviate")
@pytest.mark.parametrize("how", BOTH)
def test_a_conversation_goes_on_without_weaviate_and_is_whole_when_it_is_back(
    shop: Serving, weaviate: NativeServer, how: Away
) -> None:
    shopper = Shopper(shop.http, f"ana whose weaviate is {how}")
    assert turn(shopper, "milk") == set()
    assert turn(shopper, "add two of the second one") == set()
    with away(weaviate, how):
        for text in ("cheese", "something for breakfast", "add honey", "what's in my cart?"):
            assert turn(shopper, text) == {"catalog"}, text
        assert shop.get("/readyz")["stores"]["catalog"] == "unavailable"
    until = monotonic() + BACK_SECONDS
    while turn(shopper, "rye bread"):
        assert monotonic() < until
    assert shopper.proposal["products"][0]["product"]["name"] == "Rye Bread"
    assert turn(shopper, "something for dinner") == set()
    assert {line["quantity"] for line in cart_of(shopper)} == {2}


def cart_of(shopper: Shopper) -> list[dict[str, Any]]:
    """Return the lines that a shopper's cart is said to have."""
    stream = shopper.turn("what's in my cart?")
    return next(data["cart"]["lines"] for _, data in stream if "cart" in data)


@pytest.mark.server("ollama")
@pytest.mark.parametrize("how", BOTH)
def test_requests_are_read_without_ollama_and_by_its_model_when_it_is_back(
    tmp_path: Path, how: Away
) -> None:
    settings = {"SLM_IMPL": "ollama", "OLLAMA_MODEL_NAME": "tiny-hypotheses"}
    with (
        native_server("ollama", tmp_path / "ollama") as ollama,
        as_trained(ollama.url) as url,
        serving(
            tmp_path / "var",
            OLLAMA_HOST=url,
            LEAFLOOP_SLM_SECONDS=str(MODEL_SECONDS),
            **settings,
        ) as running,
    ):
        read_by_model(running)
        with away(ollama, how):
            began = monotonic()
            asked = read(running)
            assert monotonic() - began < MODEL_SECONDS + BESIDES
            assert asked["degraded"] == ["llm"]
            assert len(asked["hypotheses"]) == 3
            shopper, within = Shopper(running.http, "ben"), 2 * MODEL_SECONDS + BESIDES
            assert turn(shopper, "something for breakfast", within) == {"llm"}
        read_by_model(running)


def read(running: Serving) -> dict[str, Any]:
    """Have a request read."""
    return running.post("/v1/execute", user_id="ana", input_text="need milk", auto_advance=False)


def read_by_model(running: Serving) -> None:
    """Have a request read until the model is loaded and does it."""
    until = monotonic() + BACK_SECONDS
    while (asked := read(running))["degraded"]:
        assert monotonic() < until
    assert all("milk" in one["question"] for one in asked["hypotheses"])
