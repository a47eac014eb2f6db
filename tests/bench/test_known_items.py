"""Generated queries name what their products carry, and are the same for the same seed."""

from bench.known_items import ALL, KINDS, SOME, kind_queries, known_items
from domain.product import Product

SHOP = [
    Product(f"{kind}{n}", f"{kind} number {n}", f"Maker {n % 3}", kind, "Grocery", size=f"{n} oz")
    for kind in ("Crackers", "Yogurt", "Mustard")
    for n in range(20)
]


def test_the_same_seed_gives_the_same_queries() -> None:
    assert kind_queries(SHOP, 40) == kind_queries(SHOP, 40)
    assert kind_queries(SHOP, 40) != kind_queries(SHOP, 40, seed=8)


def test_what_carries_every_value_is_relevant_and_the_shelf_a_little() -> None:
    asked = [each for each in kind_queries(SHOP, 40) if each.kind == "category + brand"]
    assert asked
    for each in asked:
        full = {sku for sku, grade in each.grades.items() if grade == ALL}
        (found,) = {(p.category, p.brand) for p in SHOP if p.sku in full}
        assert full == {p.sku for p in SHOP if (p.category, p.brand) == found}
        assert each.grades.keys() == {p.sku for p in SHOP if p.category == found[0]}
        assert set(each.grades.values()) == {ALL, SOME}


def test_every_kind_is_asked_and_no_query_twice() -> None:
    asked = kind_queries(SHOP, 40)
    assert {each.kind for each in asked} == set(KINDS)
    right = [each.query for each in asked if not each.mistyped]
    assert len(set(right)) == len(right)


def test_some_queries_are_mistyped_and_say_so() -> None:
    words = {
        word for p in SHOP for word in f"{p.category} {p.brand} {p.department}".lower().split()
    }
    for each in kind_queries(SHOP, 40):
        strange = [w for w in each.query.split() if w.isalpha() and w not in words | {"oz"}]
        assert bool(strange) == each.mistyped
    assert any(each.mistyped for each in kind_queries(SHOP, 40))


def test_a_known_item_is_one_that_no_other_equals() -> None:
    twins = [Product("t1", "Twin", "B", "C"), Product("t2", "Twin", "B", "C")]
    asked = known_items([*SHOP, *twins], 100)
    assert {each.sku for each in asked} == {product.sku for product in SHOP}
