"""LangGraph Studio gets both graphs without a checkpointer, with schemas, and opens once."""

import importlib.util
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from langgraph.graph.state import CompiledStateGraph

from domain.errors import Busy, Misconfigured
from graph import studio
from graph.shared import shared
from memory.owner import Owner

ROOT = Path(__file__).resolve().parents[2]
GRAPHS: dict[str, str] = json.loads((ROOT / "langgraph.json").read_text(encoding="utf-8"))["graphs"]

Factory = Callable[[], Awaitable[CompiledStateGraph[Any, Any, Any, Any]]]


def imported(path: Path) -> ModuleType:
    """Import a file as Studio does, under a name of its own."""
    spec = importlib.util.spec_from_file_location("studio_once_more", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
async def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    """The installation that Studio opens, in an empty working directory."""
    home = tmp_path / "var"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEAFLOOP_DATA_DIR", str(home))
    monkeypatch.setenv("TRAINING_DATA_DIR", str(home / "training"))
    yield home
    await shared.close()


@pytest.mark.parametrize("name", ["shopping", "execute"])
async def test_each_graph_named_compiles_with_schemas_and_without_a_checkpointer(
    data_dir: Path, name: str
) -> None:
    path, _, factory = GRAPHS[name].partition(":")
    assert (ROOT / path).resolve() == Path(studio.__file__).resolve()
    make: Factory = getattr(studio, factory)
    graph = await make()
    assert graph.checkpointer is None
    assert graph.name == name
    assert graph.get_input_jsonschema()["properties"].keys() >= {"text", "messages"}
    assert graph.get_output_jsonschema()["properties"].keys() >= {"reply", "messages"}
    context = graph.get_context_jsonschema()
    assert context
    assert context["properties"].keys() == {"user_id", "session_id"}
    assert data_dir.is_dir()


def test_no_graph_is_left_out() -> None:
    assert GRAPHS.keys() == {"shopping", "execute"}


def test_importing_it_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEAFLOOP_DATA_DIR", str(tmp_path / "var"))
    module = imported(ROOT / "graph" / "studio.py")
    assert callable(module.shopping)
    assert list(tmp_path.iterdir()) == []


async def test_both_graphs_share_the_stores(data_dir: Path) -> None:
    assert await shared.steps() is await shared.steps()
    assert (await shared.steps()).services.settings.data_dir == data_dir


async def test_a_data_directory_that_a_server_owns_is_left_to_it(data_dir: Path) -> None:
    owner = Owner.acquire(data_dir, "http://127.0.0.1:8000")
    try:
        with pytest.raises(Busy):
            await studio.shopping()
    finally:
        owner.release()
    assert await studio.shopping()


async def test_a_mistake_put_right_needs_no_restart(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as wrong:
        wrong.setenv("LEAFLOOP_CONFIG_DIR", str(data_dir / "nowhere"))
        with pytest.raises(Misconfigured):
            await studio.execute()
    assert await studio.execute()


@pytest.mark.parametrize(("setting", "stocked"), [("on", True), ("off", False)])
async def test_an_empty_shop_has_samples_in_it_unless_told_otherwise(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, setting: str, stocked: bool
) -> None:
    monkeypatch.setenv("LEAFLOOP_SAMPLES", setting)
    catalog = (await shared.steps()).services.catalog
    assert bool(await catalog.count()) is stocked
    assert data_dir.is_dir()
