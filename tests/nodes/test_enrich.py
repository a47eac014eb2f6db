"""What learning needs is in the event: the catalogue's facets, the price paid, what was skipped."""

from typing import Any

import pytest

from domain.cart import Cart, CartLine
from domain.errors import Unavailable, UnknownProduct
from domain.event import Event, Kind
from domain.ids import text_of
from domain.product import Product
from domain.profile import Habit, Profile
from memory.proposals import Proposals
from nodes.enrich import Enrich
from tests.fakes.catalog import MemoryCatalog
from tests.fakes.events import event, shown
from tests.fakes.ids import SeededIds
from tests.fakes.states import GivenStates

OAT = Product(
    "oat", "Oat Milk", "Oatly", "Milk", price=3.0, size="1 l", attributes=("plant_based",)
)
OTHERS = tuple(Product(sku, sku.title(), "Own", "Milk", price=1.0) for sku in ("a", "b", "c", "d"))
PROPOSAL = SeededIds(7)(0)
SESSION = text_of(PROPOSAL)


def enrich(cart: Cart | None = None, *told: Event, bought: Profile | None = None) -> Enrich:
    proposals = Proposals()
    proposals.hear([shown(PROPOSAL, ["a", "b", "c", "d"]), *told])
    carts = GivenStates(Cart.empty, *([cart] if cart else []))
    profiles = GivenStates(Profile.empty, *([bought] if bought else []))
    return Enrich(MemoryCatalog(OAT, *OTHERS), proposals, carts, profiles)


async def data_of(
    *events: Event, cart: Cart | None = None, bought: Profile | None = None, **how: Any
) -> list[dict[str, Any]]:
    enriched = await enrich(cart, bought=bought)(events, **how)
    assert all(isinstance(one, Event) for one in enriched), enriched
    return [dict(one.data) for one in enriched if isinstance(one, Event)]


def click(sku: str, position: int, subject: str = "ann", session: str = SESSION) -> Event:
    return event(
        Kind.SEARCH_RESULT_CLICKED,
        subject,
        product_sku=sku,
        position=position,
        search_session_id=session,
        query="milk",
    )


def skips(data: dict[str, Any]) -> list[tuple[str, int]]:
    return [(line["sku"], line["position"]) for line in data["skipped"]]


async def test_the_catalogues_facets_win_over_what_a_client_says() -> None:
    told = event(Kind.PRODUCT_VIEWED, product_sku="oat", brand="Fake", category="Wine", color="red")
    (data,) = await data_of(told)
    assert data == {
        "product_sku": "oat",
        "product_name": "Oat Milk",
        "category": "Milk",
        "brand": "Oatly",
        "attributes": ["plant_based"],
        "price": 3.0,
        "size": "1 l",
        "color": "red",
    }


async def test_the_price_paid_is_kept() -> None:
    (data,) = await data_of(event(Kind.PRODUCT_VIEWED, product_sku="oat", price=2.5))
    assert data["price"] == 2.5


async def test_an_unknown_sku_is_taken_with_a_name_and_a_category() -> None:
    told = event(Kind.PRODUCT_VIEWED, product_sku="x", product_name="X", category="Odd", brand="B")
    assert await data_of(told) == [dict(told.data)]


@pytest.mark.parametrize("known", [{}, {"product_name": "X"}, {"category": "Odd"}])
async def test_an_unknown_sku_without_both_is_refused_by_name(known: dict[str, Any]) -> None:
    told = event(Kind.PRODUCT_VIEWED, product_sku="x", **known)
    (refused,) = await enrich()([told])
    assert isinstance(refused, UnknownProduct)
    assert "'x'" in refused.detail


async def test_an_event_that_is_refused_sinks_no_other() -> None:
    events = [event(Kind.PRODUCT_VIEWED, product_sku=sku) for sku in ("oat", "x", "a")]
    assert [type(one) for one in await enrich()(events)] == [Event, UnknownProduct, Event]


async def test_each_line_of_an_order_gets_its_facets_and_keeps_its_price_and_quantity() -> None:
    lines = [{"sku": "oat", "quantity": 3, "price": 2.0}, {"sku": "a"}]
    (data,) = await data_of(event(Kind.ORDER_COMPLETED, order_id="o1", items=lines))
    oat, other = data["items"]
    assert (oat["name"], oat["brand"], oat["quantity"], oat["price"]) == (
        "Oat Milk",
        "Oatly",
        3,
        2.0,
    )
    assert (other["quantity"], other["price"]) == (1, 1.0)


async def test_an_order_of_something_unknown_is_refused_unless_it_is_imported() -> None:
    order = event(Kind.ORDER_COMPLETED, order_id="o1", items=[{"sku": "x", "quantity": 2}])
    assert isinstance((await enrich()([order]))[0], UnknownProduct)
    (data,) = await data_of(order, imported=True)
    assert data["items"] == [{"sku": "x", "quantity": 2, "first": True}]


def order(order_id: str, *skus: str, subject: str = "ann", **told: Any) -> Event:
    lines = [{"sku": sku, **told} for sku in skus]
    return event(Kind.ORDER_COMPLETED, subject, order_id=order_id, items=lines)


def firsts(data: dict[str, Any]) -> list[bool]:
    return [line["first"] for line in data["items"]]


async def test_an_order_says_what_its_subject_never_bought_before() -> None:
    habits = {"oat": Habit("oat", orders=2), "a": Habit("a", orders=0, carted=1)}
    ann = Profile("ann", habits=habits)
    mine, theirs = await data_of(
        order("o1", "oat", "a", "b"), order("o2", "oat", subject="bob"), bought=ann
    )
    assert firsts(mine) == [False, True, True]
    assert firsts(theirs) == [True]


async def test_earlier_orders_of_the_batch_were_bought_before() -> None:
    batch = [order("o1", "a", "a"), order("o2", "a", "b"), order("o3", "a", subject="bob")]
    assert [firsts(data) for data in await data_of(*batch)] == [[True, True], [False, True], [True]]


async def test_a_client_cannot_say_what_is_bought_for_the_first_time() -> None:
    told = order("o1", "x", first=True)
    ann = Profile("ann", habits={"x": Habit("x", orders=1)})
    (data,) = await data_of(told, bought=ann, imported=True)
    assert firsts(data) == [False]
    assert told.data["items"] == [{"sku": "x", "first": True}]


async def test_an_order_without_lines_is_taken() -> None:
    (data,) = await data_of(event(Kind.ORDER_COMPLETED, order_id="o1"))
    assert data == {"order_id": "o1"}


async def test_a_click_skips_what_stands_above_it_with_its_position() -> None:
    (data,) = await data_of(click("c", 3))
    assert skips(data) == [("a", 1), ("b", 2)]
    assert data["skipped"][0]["category"] == "Milk"


async def test_what_an_earlier_click_skipped_is_not_skipped_again() -> None:
    (first,) = await enrich()([click("b", 2)])
    assert isinstance(first, Event)
    (second,) = await enrich(None, first)([click("d", 4)])
    assert isinstance(second, Event)
    assert skips(dict(second.data)) == [("c", 3)]


async def test_clicks_of_one_batch_skip_a_product_once() -> None:
    first, second = await data_of(click("b", 2), click("d", 4))
    assert skips(first) == [("a", 1)]
    assert skips(second) == [("c", 3)]


@pytest.mark.parametrize(
    "told",
    [
        click("c", 3, subject="bob"),
        click("c", 3, session="visit 7"),
        click("c", 3, session=text_of(SeededIds(8)(0))),
        click("c", 0),
    ],
    ids=["another subject", "no id", "unknown proposal", "no position"],
)
async def test_a_click_that_belongs_to_no_proposal_of_ones_own_skips_nothing(told: Event) -> None:
    (data,) = await data_of(told)
    assert data["skipped"] == []


async def test_the_carts_value_is_counted_over_the_events_of_one_batch() -> None:
    cart = Cart("ann", seq=5, lines={"a": CartLine("a", "A", 2, 1.0)})
    batch = [
        event(Kind.CART_ITEM_ADDED, product_sku="oat", quantity=2),
        event(Kind.CART_ITEM_UPDATED, product_sku="oat", quantity=1),
        event(Kind.CART_ITEM_REMOVED, product_sku="a", quantity=1),
        event(Kind.CART_ITEM_ADDED, "bob", product_sku="a", quantity=1),
        event(Kind.CART_ITEM_REMOVED, product_sku="oat"),
    ]
    values = [data["cart_value_after"] for data in await data_of(*batch, cart=cart)]
    assert values == [8.0, 5.0, 4.0, 1.0, 1.0]


async def test_an_order_in_the_batch_empties_the_cart_it_takes() -> None:
    cart = Cart("ann", seq=5, lines={"a": CartLine("a", "A", 2, 1.0)})
    order = event(Kind.ORDER_COMPLETED, order_id="o1", items=[{"sku": "a", "quantity": 2}])
    added = event(Kind.CART_ITEM_ADDED, product_sku="oat", quantity=1)
    bought, after = await data_of(order, added, cart=cart)
    assert "cart_value_after" not in bought
    assert after["cart_value_after"] == 3.0


async def test_an_event_without_a_product_stays_as_it_came() -> None:
    told = event(Kind.PREFERENCE_UPDATED, relation="avoids_brand", value="B", action="set")
    (enriched,) = await enrich()([told])
    assert enriched == told


async def test_what_a_client_sent_is_not_changed_in_place() -> None:
    told = event(Kind.PRODUCT_VIEWED, product_sku="oat", brand="Fake")
    await enrich()([told])
    assert told.data == {"product_sku": "oat", "brand": "Fake"}


async def test_a_catalogue_that_breaks_refuses_the_events_for_now() -> None:
    catalog = MemoryCatalog(OAT)
    catalog.broken = True
    step = Enrich(catalog, Proposals(), GivenStates(Cart.empty), GivenStates(Profile.empty))
    with pytest.raises(Unavailable) as refusal:
        await step([event(Kind.PRODUCT_VIEWED, product_sku=OAT.sku)])
    assert refusal.value.retry_after == 1
