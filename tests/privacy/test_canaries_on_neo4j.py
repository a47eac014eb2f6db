"""On a real Neo4j: no record tells of the erased any more, and the others keep everything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from tests.emptied import emptied
from tests.privacy.living import PRODUCTS, Living, files_with
from tests.serving import Serving, serving

pytestmark = pytest.mark.server("neo4j")
_NODES = "MATCH (n) RETURN properties(n) AS held"
_EDGES = "MATCH ()-[e]->() RETURN properties(e) AS held"


@pytest.fixture
def shop(tmp_path: Path, neo4j_url: str) -> Iterator[Serving]:
    emptied("neo4j")
    log = tmp_path / "log" / "app.log"
    with serving(
        tmp_path / "var",
        LEAFLOOP_GRAPH=neo4j_url,
        ENABLE_TRAINING_DATA_COLLECTION="true",
        LEAFLOOP_LOG_FILE=str(log),
    ) as running:
        running.post("/api/v1/products", products=list(PRODUCTS))
        yield running


def records_with(url: str, *words: str) -> int:
    """Return how many nodes and relationships hold one of these words in any property."""
    with GraphDatabase.driver(url) as driver, driver.session() as session:
        held = [str(record["held"]) for query in (_NODES, _EDGES) for record in session.run(query)]
    return sum(any(word in text for word in words) for text in held)


def test_the_erased_are_in_no_record_and_the_others_keep_everything(
    shop: Serving, tmp_path: Path, neo4j_url: str
) -> None:
    ann = Living(shop, "ann-xq7canary", "zvanncanary")
    eve = Living(shop, "eve-xq7canary", "zvevecanary")
    ann.live()
    eve.live()
    before = eve.export()
    assert ann.export()["graph"]
    assert records_with(neo4j_url, ann.word) > 0
    receipt = ann.completed(ann.erase())
    assert {store["residue"] for store in receipt["stores"]} == {0}
    assert records_with(neo4j_url, ann.user, ann.word) == 0
    assert records_with(neo4j_url, eve.word) > 0
    assert eve.export()["graph"] == before["graph"]
    assert files_with(tmp_path, ann.user, ann.word) == []
