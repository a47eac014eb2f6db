"""What was indexed under other rules is made anew: a new name of an allergen reaches it."""

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalog.adapters.embedded import EmbeddedCatalog, columns, derived
from catalog.adapters.embedded.lexical import LAYOUT
from catalog.port import Query
from domain import allergens
from domain.constraints import Constraints
from domain.product import Product
from llm.adapters.static_embedder import StaticEmbedder

EMBEDDER = StaticEmbedder()
BARS = [
    Product("d", "Date bar", allergens=(), ingredients="dates, carob"),
    Product("p", "Plain bar", allergens=(), size="1 kg", price=2.0),
]


async def offered(path: Path, text: str, constraints: Constraints) -> set[str]:
    catalog = EmbeddedCatalog.open(path, EMBEDDER)
    found = await catalog.search(Query(text, constraints))
    await catalog.close()
    return {hit.product.sku for hit in found.hits}


async def stored(path: Path) -> None:
    catalog = EmbeddedCatalog.open(path, EMBEDDER)
    await catalog.upsert(BARS)
    await catalog.close()


@pytest.fixture
def carob_is_known(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Return what adds an allergen to the rules, as a later release would."""
    remembered = (allergens.named_in, allergens.family_of, derived.rules)

    def forget() -> None:
        for each in remembered:
            each.cache_clear()

    def learn() -> None:
        monkeypatch.setattr(allergens, "NAMED_BY", {**allergens.NAMED_BY, "carob": "carob"})
        source = inspect.getsource
        monkeypatch.setattr(inspect, "getsource", lambda of: source(of) + "carob")
        forget()

    yield learn
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize("text", ["", "bar"])
async def test_a_word_learned_later_keeps_away_what_was_indexed_before(
    tmp_path: Path, carob_is_known: Callable[[], None], text: str
) -> None:
    await stored(tmp_path)
    carob = Constraints(free_from=("carob",))
    assert await offered(tmp_path, text, carob) == {"d", "p"}
    carob_is_known()
    assert await offered(tmp_path, text, carob) == {"p"}


def test_the_digest_covers_all_rules_that_tags_and_numbers_follow() -> None:
    tree = ast.parse(inspect.getsource(columns))
    used = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    rules = {name for name in used if name is not None and name.startswith("domain.")}
    assert {module.__name__ for module in derived.RULES} == rules - {
        "domain.constraints",  # read at every search
        "domain.product",
    }


@pytest.mark.parametrize("text", ["", "bar"])
async def test_an_index_of_an_older_layout_is_made_anew(tmp_path: Path, text: str) -> None:
    await stored(tmp_path)
    (mark,) = tmp_path.glob("derived/*/mark.json")
    mark.write_bytes(mark.read_bytes().replace(b'"layout":%d' % LAYOUT, b'"layout":1'))
    (folder,) = tmp_path.glob("derived/*")
    assert await offered(tmp_path, text, Constraints(price_per_kg_max=2)) == {"p"}
    assert not folder.exists()
