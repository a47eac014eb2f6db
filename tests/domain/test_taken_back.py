"""What is taken back goes, with all its names, and nothing else does."""

from dataclasses import replace

import pytest

from domain.constraints import Constraints
from domain.taken_back import TakenBack, given_up

HELD = Constraints(
    price_min=1.0,
    price_max=4.0,
    brands=("Oatly",),
    not_brands=("Arla",),
    diets=("vegan", "gluten_free"),
    attributes=("organic", "lactose_free"),
    free_from=("walnuts", "soy"),
    sizes=("1 l",),
    price_per_l_max=3.0,
)


@pytest.mark.parametrize(
    ("one", "left"),
    [
        (TakenBack("price"), HELD.without_price()),
        (TakenBack("brands"), replace(HELD, brands=(), not_brands=())),
        (TakenBack("sizes"), replace(HELD, sizes=())),
        (TakenBack("attributes", "Organic"), replace(HELD, attributes=("lactose_free",))),
        (TakenBack("diets", "vegan"), replace(HELD, diets=("gluten_free",))),
        (TakenBack("diets"), replace(HELD, diets=())),
        (TakenBack("free_from"), replace(HELD, free_from=())),
        (TakenBack("free_from", "gluten"), replace(HELD, diets=("vegan",))),
        (TakenBack("free_from", "lactose"), replace(HELD, attributes=("organic",))),
        (TakenBack("attributes", "spicy"), HELD),
        (TakenBack("free_from", "fish"), HELD),
    ],
)
def test_only_what_is_taken_back_goes(one: TakenBack, left: Constraints) -> None:
    assert given_up(HELD, [one]) == left


def test_an_allergen_goes_with_its_other_names() -> None:
    assert given_up(HELD, [TakenBack("free_from", "nuts")]).free_from == ("soy",)


def test_several_things_go_at_once() -> None:
    left = given_up(HELD, [TakenBack("price"), TakenBack("sizes"), TakenBack("brands")])
    assert (left.price_max, left.sizes, left.brands) == (None, (), ())
