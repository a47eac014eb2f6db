"""`leafloop user show` beside a running server and without one."""

import json
from pathlib import Path

from tests.api.test_cli_serving import leafloop
from tests.serving import serving

PREFERENCE = "/api/v1/events/preference"


def test_what_is_remembered_is_shown_as_a_table_and_as_json(tmp_path: Path) -> None:
    with serving(tmp_path / "var") as server:
        server.post(PREFERENCE, user_id="ann/1", relation="allergic_to", value="nuts")
        server.post(PREFERENCE, user_id="ann/1", relation="goal", value="[bold]bake[/bold]")
        status, out, err = leafloop(tmp_path / "var", "user", "show", "ann/1")
        assert (status, err) == (0, "")
        assert "Allergic to nuts" in out
        assert "[bold]bake[/bold]" in out
        assert "your word" in out
        shown = leafloop(tmp_path / "var", "user", "show", "ann/1", "--json")[1]
        assert {m["relation"] for m in json.loads(shown)["memories"]} == {"allergic_to", "goal"}
    status, out, _ = leafloop(tmp_path / "var", "user", "show", "ann/1", "--json")
    assert json.loads(out) == json.loads(shown)


def test_of_somebody_unknown_nothing_is_remembered(tmp_path: Path) -> None:
    status, out, _ = leafloop(tmp_path / "var", "user", "show", "nobody")
    assert (status, out) == (0, "Nothing is remembered about 'nobody'.\n")
