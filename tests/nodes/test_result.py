"""A candidate has one form as JSON, whichever way it is written."""

import msgspec
import orjson
import pytest

from domain.product import Product
from domain.proposal import Candidate, Reason, Usual
from nodes.result import result_of, unwritten

FULL = Candidate(
    Product("oat", "Oat Milk", "Oatly", price=2.5, diets=("vegan",), allergens=("gluten",)),
    position=1,
    score=1 / 3,
    features={"relevance": 2 / 3},
    reasons=(Reason("usual", "You usually buy 2", ("e1",)),),
    usual=Usual(2, last_bought=1_700_000_000_123, due=True, every_days=6.54),
)
BARE = Candidate(Product("x", "X"), position=2, score=0.0)


@pytest.mark.parametrize("candidate", [FULL, BARE])
@pytest.mark.parametrize("explain", [False, True])
def test_a_result_is_the_same_bytes_written_at_once_or_by_way_of_json_values(
    candidate: Candidate, explain: bool
) -> None:
    at_once = msgspec.json.encode(unwritten(candidate, explain=explain))
    assert at_once == orjson.dumps(result_of(candidate, explain=explain))


def test_features_are_only_told_when_asked_for() -> None:
    assert "features" not in result_of(FULL)
    assert result_of(FULL, explain=True)["features"] == {"relevance": 0.666667}


def test_what_is_usual_leaves_out_what_is_not_known() -> None:
    usual = {"quantity": 2, "last_bought": "2023-11-14T22:13:20.123Z", "due": True}
    assert result_of(FULL)["usual"] == {**usual, "every_days": 6.5}
    assert result_of(BARE)["usual"] is None
