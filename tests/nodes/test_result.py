"""A candidate is shown as JSON values: the product, where it stands, why, and how it is bought."""

import json

import msgspec
import orjson
import pytest

from domain.product import Product
from domain.proposal import Candidate, Reason, Usual
from nodes.result import product_of, result_of, unwritten, usual_of
from tests.fakes.clock import NOON

OAT = Product("oat", "Oat Milk", "Oatly", "Milk", price=3.0, diets=("vegan",))
REASON = Reason("usual", "You usually buy this", ("e1",))


def test_a_result_says_where_a_product_stands_and_why() -> None:
    result = result_of(Candidate(OAT, 2, 0.12345678, reasons=(REASON,)))
    shown = json.loads(json.dumps(result))
    assert shown["product"]["sku"] == "oat"
    assert shown["product"]["diets"] == ["vegan"]
    assert (shown["position"], shown["score"], shown["usual"]) == (2, 0.123457, None)
    assert shown["reasons"] == [
        {"code": "usual", "text": "You usually buy this", "evidence": ["e1"]}
    ]


def test_features_are_shown_when_they_are_asked_for() -> None:
    candidate = Candidate(OAT, 1, 1.0, features={"relevance": 0.12345678})
    assert "features" not in result_of(candidate)
    assert result_of(candidate, explain=True)["features"] == {"relevance": 0.123457}


def test_allergens_that_are_not_known_are_not_shown_as_none() -> None:
    assert product_of(OAT)["allergens"] is None
    assert product_of(Product("x", "X", allergens=()))["allergens"] == ()


def test_how_it_is_bought_leaves_out_what_is_not_known() -> None:
    assert usual_of(None) is None
    assert usual_of(Usual(2)) == {"quantity": 2}
    assert usual_of(Usual(2, last_bought=NOON, due=False, every_days=6.96)) == {
        "quantity": 2,
        "last_bought": "2026-01-09T12:00:00.000Z",
        "due": False,
        "every_days": 7.0,
    }


@pytest.mark.parametrize("explain", [False, True])
def test_a_result_is_the_same_bytes_written_at_once_or_by_way_of_json_values(
    explain: bool,
) -> None:
    usual = Usual(2, last_bought=NOON, due=True, every_days=6.96)
    candidate = Candidate(OAT, 2, 1 / 3, {"relevance": 2 / 3}, (REASON,), usual)
    at_once = msgspec.json.encode(unwritten(candidate, explain=explain))
    assert at_once == orjson.dumps(result_of(candidate, explain=explain))
