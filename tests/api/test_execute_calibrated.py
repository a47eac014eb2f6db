"""Going on without asking follows what people picked, and not what the reader says of itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.api.shop import Shop, open_shop

TEXT = "deploy a FastAPI app with Docker compose"


@asynccontextmanager
async def shop_with(folder: Path, **rules: float) -> AsyncIterator[Shop]:
    """Open an installation with these rules for going on."""
    config = folder / "config"
    config.mkdir()
    lines = [f"{name}: {value}\n" for name, value in rules.items()]
    (config / "hypotheses.yaml").write_text("".join(lines))
    async with open_shop(folder / "var", config_dir=config) as opened:
        yield opened


async def answers(shop: Shop, choice: str, people: int) -> None:
    """Let different people ask and answer."""
    for number in range(people):
        asked = await shop.ask(f"p{number}", TEXT, auto_advance=False)
        pick = {"execution_id": asked["execution_id"], "hypothesis_id": choice}
        await shop.ask(f"p{number}", TEXT, **pick)


async def said_and_shown(shop: Shop, user: str) -> tuple[list[float], list[dict[str, Any]]]:
    reply = await shop.ask(user, TEXT, auto_advance=False)
    shown: list[dict[str, Any]] = reply["hypotheses"]
    return [one["confidence"] for one in shown], shown


async def test_when_people_nearly_always_pick_the_first_it_is_taken_without_asking(
    tmp_path: Path,
) -> None:
    rules = {"auto_threshold": 0.4, "auto_margin": 0.1, "evidence_floor": 0}
    async with shop_with(tmp_path, **rules) as shop:
        before, _ = await said_and_shown(shop, "before")
        assert (await shop.ask("early", TEXT))["needs_selection"] is True
        await answers(shop, "h1", 40)
        after, shown = await said_and_shown(shop, "after")
        assert after[0] > 0.4 > before[0]
        assert set(shown[0]) == {"id", "question", "confidence"}
        late = await shop.ask("late", TEXT)
        assert (late["needs_selection"], late["auto_advanced"]) == (False, True)


async def test_confidence_alone_is_not_enough_without_events_behind_the_reading(
    tmp_path: Path,
) -> None:
    rules = {"auto_threshold": 0.4, "auto_margin": 0.1, "evidence_floor": 1}
    async with shop_with(tmp_path, **rules) as shop:
        await answers(shop, "h1", 40)
        assert (await said_and_shown(shop, "after"))[0][0] > 0.4
        assert (await shop.ask("late", TEXT))["needs_selection"] is True


async def test_when_people_want_none_of_it_a_reader_that_boasts_is_not_taken_at_its_word(
    tmp_path: Path,
) -> None:
    rules = {"auto_threshold": 0.2, "auto_margin": 0.0, "evidence_floor": 0}
    async with shop_with(tmp_path, **rules) as shop:
        assert (await shop.ask("early", TEXT))["auto_advanced"] is True
        await answers(shop, "none", 20)
        assert (await shop.ask("late", TEXT))["needs_selection"] is True


async def test_who_confirms_or_corrects_what_was_taken_is_not_counted(tmp_path: Path) -> None:
    rules = {"auto_threshold": 0.01, "auto_margin": 0.0, "evidence_floor": 0}
    async with shop_with(tmp_path, **rules) as shop:
        taken = await shop.ask("ann")
        await shop.ask("ann", execution_id=taken["execution_id"], hypothesis_id="h2")
        assert (await shop.services.calibrations.read()).sources == {}
        await answers(shop, "h2", 1)
        assert (await shop.services.calibrations.read()).sources["execute/rules"].picks == 1
