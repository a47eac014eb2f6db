"""A wheel holds the web app when it was built, and is made without it when it was not."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.tree import ROOT, project

HOOK = project()["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["path"]


def included(root: Path, version: str) -> dict[str, str]:
    """Return what the hook adds to a wheel of the project at a folder."""
    spec = importlib.util.spec_from_file_location("wheel_hook", ROOT / HOOK)
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    build_data: dict[str, Any] = {"force_include": {}}
    hook = module.WebApp(str(root), {}, None, None, str(root), "wheel")
    hook.initialize(version, build_data)
    added: dict[str, str] = build_data["force_include"]
    return added


def test_a_built_web_app_is_put_where_an_installed_server_looks_for_it(tmp_path: Path) -> None:
    (tmp_path / "web" / "dist").mkdir(parents=True)
    (tmp_path / "web" / "dist" / "index.html").write_bytes(b"<!doctype html>")
    assert included(tmp_path, "standard") == {"web/dist": "wiring/web/dist"}
    assert included(tmp_path, "editable") == {}


@pytest.mark.parametrize("version", ["standard", "editable"])
def test_without_one_nothing_is_missed(tmp_path: Path, version: str) -> None:
    assert included(tmp_path, version) == {}
