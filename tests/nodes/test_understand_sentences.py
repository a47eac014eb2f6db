"""A sentence is joined with the conversation before it, whatever fails while it is read."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from catalog.port import Facets
from domain.caller import Caller
from domain.cart import Cart, CartLine
from domain.constraints import Constraints
from domain.product import Product
from domain.profile import Fact, Profile
from domain.understanding import Intent, Reference, Understanding
from llm.port import Understander
from nodes.catalog_words import CatalogWords
from nodes.read_sentence import ReadSentence
from nodes.understand import Reads, Understand, Writes
from tests.fakes.catalog import MemoryCatalog
from tests.fakes.hypothesizer import ScriptedHypothesizer
from tests.fakes.states import GivenStates
from tests.fakes.understander import ScriptedUnderstander
from wiring.language import Language

ANN = Caller("ann", None)
PRODUCTS = (
    Product("oat", "Oat Milk", "Oatly", "Milk", price=3.0, size="1 l", attributes=("organic",)),
    Product("oat-big", "Oat Milk Family", "Oatly", "Milk", price=5.0, size="2 l"),
    Product("oat-small", "Oat Milk Mini", "Oatly", "Milk", price=1.5, size="250 ml"),
    Product("whole", "Whole Milk", "Arla", "Milk", price=2.0, size="1 l", diets=("vegetarian",)),
    Product("yogurt", "Soy Yogurt", "Alpro", "Yogurt", price=2.5, size="400 g", diets=("vegan",)),
)
SHOWN = {
    "products": [
        {"product": {"name": "Oat Milk", "brand": "Oatly", "price": 3.0, "size": "1 l"}},
        {"product": {"name": "Whole Milk", "brand": "Arla", "price": 2.0, "size": "1 l"}},
        {"product": {"name": "Milk Powder", "brand": "", "price": None, "size": ""}},
    ]
}
HELD: dict[str, Any] = {"price_max": 5.0, "diets": ["vegetarian"]}
MILK: dict[str, Any] = {"query": "milk", "constraints": HELD}


class Shelf(MemoryCatalog):
    """A catalogue that also names its brands, unless it is torn."""

    torn = False

    async def facets(self) -> Facets:
        if self.torn:
            raise RuntimeError("The index is torn.")
        kept = [product async for product in self.products()]
        return Facets(
            categories=Counter(product.category for product in kept),
            brands=Counter(product.brand for product in kept),
            diets=Counter(diet for product in kept for diet in product.diets),
            attributes=Counter(label for product in kept for label in product.attributes),
        )


def step(
    primary: Understander | None = None,
    *,
    catalog: Shelf | None = None,
    profile: Profile | None = None,
    cart: Cart | None = None,
    vagueness: float = 0.0,
    deadline: float = 5.0,
) -> Understand:
    catalog = catalog or Shelf(*PRODUCTS)
    rules = Language(ScriptedHypothesizer()).rules
    read = ReadSentence(
        primary or rules,
        rules,
        CatalogWords(catalog),
        catalog,
        GivenStates(Cart.empty, *([cart] if cart else [])),
        deadline,
    )
    profiles = GivenStates(Profile.empty, *([profile] if profile else []))
    return Understand(profiles, lambda _: vagueness, lambda: 0.5, read)


async def say(text: str, /, understand: Understand | None = None, **state: Any) -> Writes:
    reads: Reads = {"text": text, **state}  # type: ignore[typeddict-item]
    return await (understand or step())(reads, ANN)


async def after_milk(text: str, /, **state: Any) -> Writes:
    return await say(text, proposal=SHOWN, asked=MILK, **state)


async def test_words_that_are_constraints_are_no_words_to_search_for() -> None:
    read = await say("organic oat milk under 4 by Oatly")
    assert read["query"] == "oat milk"
    wanted = Constraints(price_max=4.0, brands=("Oatly",), attributes=("organic",))
    assert read["constraints"] == wanted
    assert read["understood"]["intent"] == "find"


async def test_what_is_understood_is_json() -> None:
    read = await say("add two of the second one", proposal=SHOWN)
    assert read["understood"] == {
        "intent": "add",
        "query": "",
        "constraints": {},
        "quantity": 2.0,
        "references": [{"words": "the second one", "position": 2, "name": "", "every": False}],
        "relative": [],
        "occasion": "",
        "unsupported": [],
        "taken_back": [],
    }


async def test_a_refinement_keeps_what_was_looked_for() -> None:
    read = await after_milk("without nuts")
    assert read["query"] == "milk"
    held = Constraints(price_max=5.0, diets=("vegetarian",), free_from=("nuts",))
    assert read["constraints"] == held
    assert read["asked"] == {
        "query": "milk",
        "constraints": {"price_max": 5.0, "diets": ["vegetarian"], "free_from": ["nuts"]},
    }


async def test_another_product_keeps_price_and_diet_but_no_brand_and_no_size() -> None:
    asked = {
        "query": "milk",
        "constraints": {**HELD, "brands": ["Arla"], "sizes": ["1 l"]},
    }
    read = await say("what about yogurt", proposal=SHOWN, asked=asked)
    assert read["query"] == "yogurt"
    assert read["constraints"] == Constraints(price_max=5.0, diets=("vegetarian",))


async def test_a_new_search_starts_anew() -> None:
    read = await after_milk("oat milk")
    assert read["constraints"].empty
    assert read["asked"] == {"query": "oat milk", "constraints": {}}


async def test_a_newer_price_takes_the_place_of_the_older() -> None:
    assert (await after_milk("up to 8 is fine"))["constraints"].price_max == 8.0
    asked = {"query": "milk", "constraints": {"price_min": 6.0}}
    read = await say("under 4", proposal=SHOWN, asked=asked)
    assert read["constraints"] == Constraints(price_max=4.0)


async def test_a_brand_ruled_out_is_no_longer_wanted_and_the_other_way_round() -> None:
    asked = {"query": "milk", "constraints": {"brands": ["Oatly"]}}
    read = await say("no Oatly", proposal=SHOWN, asked=asked)
    assert read["constraints"] == Constraints(not_brands=("Oatly",))
    again = await say("only Oatly", proposal=SHOWN, asked=read["asked"])
    assert again["constraints"] == Constraints(brands=("Oatly",))


@pytest.mark.parametrize(
    ("text", "most"),
    [("cheaper", 1.99), ("cheaper than the first one", 2.99), ("too expensive", 1.99)],
)  # fmt: skip
async def test_cheaper_is_below_the_cheapest_or_what_is_pointed_at(text: str, most: float) -> None:
    read = await after_milk(text)
    assert read["constraints"].price_max == most
    assert read["query"] == "milk"


async def test_dearer_is_above_what_is_shown_and_lifts_a_lower_cap() -> None:
    asked = {"query": "milk", "constraints": {"price_max": 3.0}}
    read = await say("something fancier", proposal=SHOWN, asked=asked)
    assert read["constraints"] == Constraints(price_min=3.01)


async def test_cheaper_without_a_known_price_limits_nothing() -> None:
    shown = {"products": [SHOWN["products"][2]]}
    read = await say("cheaper", proposal=shown, asked=MILK)
    assert read["constraints"].price_max == 5.0


async def test_larger_means_the_sizes_there_are_above_the_one_shown() -> None:
    asked = {"query": "oat milk", "constraints": {}}
    shown = {"products": SHOWN["products"][:1]}
    assert (await say("a bigger one", proposal=shown, asked=asked))["constraints"].sizes == ("2 l",)
    smaller = await say("smaller please", proposal=shown, asked=asked)
    assert smaller["constraints"].sizes == ("250 ml",)
    assert smaller["soft"] == ["sizes"]


@pytest.mark.parametrize("away", [True, False])
async def test_a_size_that_nothing_has_is_said(away: bool) -> None:
    catalog = Shelf(*PRODUCTS[:1])
    catalog.down = away
    asked = {"query": "oat milk", "constraints": {}}
    shown = {"products": SHOWN["products"][:1]}
    read = await say("bigger", step(catalog=catalog), proposal=shown, asked=asked)
    assert read["constraints"].empty
    assert read["understood"]["unsupported"] == ["larger"]


async def test_the_cheapest_is_a_place() -> None:
    read = await after_milk("add the cheapest one")
    assert [r["position"] for r in read["understood"]["references"]] == [2]
    assert (await say("add the cheapest one"))["understood"]["references"][0]["name"] == "cheapest"


async def test_an_act_leaves_what_is_looked_for_as_it_was() -> None:
    read = await after_milk("add two of the first one")
    assert read["asked"] == MILK
    assert not read["vague"]
    assert read["constraints"].empty


async def test_what_is_to_be_added_is_looked_for_with_its_own_constraints() -> None:
    read = await after_milk("add organic oat milk under 4")
    assert read["query"] == "oat milk"
    assert read["constraints"] == Constraints(price_max=4.0, attributes=("organic",))


async def test_soft_is_what_the_words_ask_for_and_the_filters_do_not() -> None:
    text = "organic Oatly oat milk under 3 without nuts"
    assert (await say(text))["soft"] == ["attributes", "brands"]
    assert (await say(text, filters={"brands": ["Oatly"]}))["soft"] == ["attributes"]


async def test_filters_and_what_was_stated_hold_beside_the_words() -> None:
    nuts = Profile("ann", facts=(Fact("f1", "allergic_to", "nuts", 0),))
    read = await say("milk under 4", step(profile=nuts), filters={"price_max": 3.0})
    assert read["constraints"] == Constraints(price_max=3.0, free_from=("nuts",))
    assert read["asked"] == {"query": "milk", "constraints": {"price_max": 4.0}}


async def test_a_vague_find_keeps_its_words_and_its_constraints() -> None:
    read = await say("something for breakfast under 4", step(vagueness=0.9))
    assert read["vague"]
    assert read["query"] == "something for breakfast under 4"
    assert read["constraints"] == Constraints(price_max=4.0)


@pytest.mark.parametrize(
    ("text", "state"),
    [("cheaper", {"proposal": SHOWN, "asked": MILK}), ("what's in my cart", {}),
     ("everything in Yogurt", {}), ("only Oatly", {})],
)  # fmt: skip
async def test_what_is_clear_is_not_asked_back(text: str, state: dict[str, Any]) -> None:
    assert not (await say(text, step(vagueness=0.9), **state))["vague"]


async def test_a_refinement_of_nothing_may_be_asked_back() -> None:
    assert (await say("something cheaper", step(vagueness=0.9)))["vague"]


async def test_what_no_filter_gives_is_not_searched_for() -> None:
    read = await say("local milk delivered by 5pm")
    assert read["query"] == "milk"
    assert read["understood"]["unsupported"] == ["local", "delivered by 5pm"]
    assert (await after_milk("something healthier"))["understood"]["unsupported"] == ["healthier"]


async def test_words_that_say_nothing_we_know_are_searched_for_as_they_stand() -> None:
    assert (await say("give me that thing"))["query"] == ""
    assert (await say("not now then, hm?"))["query"] == "not now then, hm?"


async def test_the_model_is_asked_first_with_all_there_is_to_refer_to() -> None:
    model = ScriptedUnderstander(Understanding(Intent.WHY, references=(Reference("it"),)))
    cart = Cart("ann", lines={"x": CartLine("x", "Rye Bread", 1)})
    read = await say("hm?", step(model, cart=cart), proposal=SHOWN, asked=MILK)
    (asked,) = model.asked
    assert asked.shown == ("Oat Milk", "Whole Milk", "Milk Powder")
    assert asked.cart == ("Rye Bread",)
    assert asked.asked.query == "milk"
    assert asked.words.brands
    assert read["understood"]["intent"] == "why"
    assert read["degraded"] == []


@pytest.mark.parametrize("hangs", [True, False])
async def test_without_the_model_the_rules_answer_and_it_is_said(hangs: bool) -> None:
    model = ScriptedUnderstander(error=RuntimeError("torn"), hangs=hangs)
    read = await say("oat milk under 4", step(model, deadline=0.01))
    assert read["query"] == "oat milk"
    assert read["degraded"] == ["llm"]


async def test_a_turn_that_is_given_up_is_given_up_at_once() -> None:
    model = ScriptedUnderstander(hangs=True)
    turn = asyncio.create_task(say("milk", step(model)))
    await asyncio.sleep(0)
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn


async def test_without_the_catalogue_its_last_names_are_used_and_it_is_said() -> None:
    catalog = Shelf(*PRODUCTS)
    catalog.torn = True
    understand = step(catalog=catalog)
    read = await say("Oatly milk under 4", understand)
    assert read["degraded"] == ["catalog"]
    assert (read["query"], read["constraints"]) == ("oatly milk", Constraints(price_max=4.0))
    catalog.torn = False
    assert (await say("Oatly milk", understand))["constraints"].brands == ("Oatly",)
    catalog.torn = True
    assert (await say("Oatly milk", understand))["constraints"].brands == ("Oatly",)


async def test_what_a_thread_cannot_have_written_is_no_context() -> None:
    read = await say("without nuts", asked={"query": 7})
    assert read["asked"] == {"query": "", "constraints": {"free_from": ["nuts"]}}
