"""People are taken at their word: for good where they allow it, else for this request."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from domain.errors import Unavailable
from domain.event import Kind
from llm.port import Stated
from nodes.hear import Hear, Reads, ShelfWords
from nodes.noting import way_back
from tests.fakes.catalog import MemoryCatalog
from tests.fakes.journal import MemoryJournal
from tests.open_shop import Shop, open_shop

SAID = "I'm allergic to nuts, almond milk please"


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path) as opened:
        yield opened


async def hear(shop: Shop, text: str, turn: str = "turn-1", **state: Any) -> dict[str, Any]:
    """Hear a text as the newest message of a thread."""
    message = HumanMessage(text, id=turn)
    reads: Reads = {"messages": [AIMessage("How can I help?"), message], **state}  # type: ignore[typeddict-item]
    return dict(await shop.steps.hear(reads, shop.caller()))


async def stated(shop: Shop) -> list[tuple[str, str, str]]:
    events = await shop.events(Kind.FACT_STATED)
    return [(e.data["relation"], e.data["value"], e.data["action"]) for e in events]


async def consent(shop: Shop, **changes: Any) -> None:
    await shop.hear(Kind.CONSENT_CHANGED, changes=changes)


async def test_a_text_that_states_nothing_is_the_request(shop: Shop) -> None:
    assert await hear(shop, "almond milk") == {
        "text": "almond milk",
        "request": "almond milk",
        "noted": [],
    }
    assert await stated(shop) == []


async def test_what_is_stated_is_kept_and_told(shop: Shop) -> None:
    heard = await hear(shop, SAID)
    assert (heard["text"], heard["request"]) == (SAID, "almond milk")
    (noted,) = heard["noted"]
    assert (noted["relation"], noted["value"], noted["kept"]) == ("allergic_to", "nuts", True)
    (fact,) = (await shop.services.profiles.read("ann")).facts
    assert fact.fact_id == noted["memory_id"]


async def test_the_same_turn_run_again_states_nothing_twice(shop: Shop) -> None:
    first = await hear(shop, SAID)
    assert (await hear(shop, SAID))["noted"] == first["noted"]
    assert len(await stated(shop)) == 1
    await hear(shop, SAID, "turn-2")
    assert len(await stated(shop)) == 2


async def test_a_known_brand_is_told_from_other_likings(shop: Shop) -> None:
    await hear(shop, "I love Alpro. I'm vegan")
    assert await stated(shop) == [
        ("prefers_brand", "Alpro", "set"),
        ("follows_diet", "vegan", "set"),
    ]


@pytest.mark.parametrize(
    "off", [{"paused": True}, {"learn_preferences": False}, {"learn_dietary": False}], ids=str
)
async def test_what_may_not_be_learned_holds_for_this_request_alone(
    shop: Shop, off: dict[str, Any]
) -> None:
    await consent(shop, **off)
    heard = await hear(shop, SAID, filters={"free_from": ["soy"], "price_max": 9})
    assert heard["filters"]["free_from"] == ("soy", "nuts")
    assert heard["filters"]["price_max"] == 9
    (noted,) = heard["noted"]
    assert (noted["kept"], noted["memory_id"]) == (False, None)
    assert heard["messages"][0].text.startswith("For this request only")
    assert await stated(shop) == []
    understood = await shop.steps.understand({"text": SAID, **heard}, shop.caller())  # type: ignore[typeddict-item]
    assert understood["constraints"].free_from == ("soy", "nuts")
    assert (await hear(shop, "milk"))["noted"] == []


async def test_each_part_is_switched_off_by_itself(shop: Shop) -> None:
    await consent(shop, learn_brands=False, learn_price=False)
    heard = await hear(shop, "I don't like Alpro. My budget is 50. I'm allergic to nuts. Milk?")
    kept = {noted["relation"]: noted["kept"] for noted in heard["noted"]}
    assert kept == {"avoids_brand": False, "budget": False, "allergic_to": True}
    assert heard["filters"]["not_brands"] == ("Alpro",)


async def test_what_was_said_can_be_taken_back_also_when_nothing_may_be_learned(shop: Shop) -> None:
    await hear(shop, SAID)
    await consent(shop, learn_preferences=False)
    await hear(shop, "I'm not allergic to nuts any more", "turn-2")
    assert (await shop.services.profiles.read("ann")).facts == ()


async def test_without_its_catalogue_it_still_hears_an_allergy(shop: Shop) -> None:
    class Away(MemoryCatalog):
        async def facets(self) -> Any:
            raise Unavailable("away")

    step = Hear(
        shop.services.said_in,
        Away(),
        shop.services.journal,
        shop.services.consents,
        shop.services.clock,
        shop.services.new_id,
    )
    heard = await step({"text": SAID}, shop.caller())
    assert len(heard["noted"]) == 1


async def test_what_cannot_be_written_is_not_said_to_be_noted(shop: Shop) -> None:
    journal = MemoryJournal()
    journal.down = True
    s = shop.services
    step = Hear(s.said_in, s.catalog, journal, s.consents, s.clock, s.new_id)
    with pytest.raises(Unavailable):
        await step({"text": SAID}, shop.caller())


async def test_of_an_endless_list_of_statements_a_dozen_is_taken(shop: Shop) -> None:
    heard = await hear(shop, ". ".join(f"I love Brand{n}" for n in range(40)))
    assert len(heard["noted"]) <= 12


async def test_the_words_of_a_catalogue_are_folded_once(shop: Shop) -> None:
    words, facets = ShelfWords(), await shop.services.catalog.facets()
    assert words.of(facets) is words.of(facets)
    assert "alpro" in words.of(facets)["brands"]


@pytest.mark.parametrize(
    "relation",
    [
        ("allergic_to", "nuts"),
        ("follows_diet", "vegan"),
        ("follows_diet", "keto"),
        ("budget", "50"),
        ("household", "4"),
        ("substitutes", "never"),
        ("prefers_brand", "oatfern"),
        ("avoids_brand", "oatfern"),
        ("prefers_category", "yogurt"),
        ("avoids_category", "yogurt"),
        ("prefers_attribute", "organic"),
        ("avoids_attribute", "spicy"),
    ],
    ids="-".join,
)
async def test_the_words_that_take_a_statement_back_are_understood(
    shop: Shop, relation: tuple[str, str]
) -> None:
    name, value = relation
    (back,) = shop.services.said_in(
        way_back(Stated(name, value, "")),
        brands={"oatfern"},
        categories={"yogurt"},
        attributes={"organic", "spicy"},
    )
    assert (back.relation, back.action) == (name, "remove")
    assert back.value.casefold() in ("", value)
