"""Hard texts: quotes, operators of query languages, other scripts, as data and as a query."""

import pytest
from graphiti_core.driver.driver import GraphDriver
from graphiti_core.edges import EntityEdge
from graphiti_core.nodes import CommunityNode, EntityNode, EpisodicNode, SagaNode
from graphiti_core.search.search_filters import SearchFilters
from graphiti_core.search.search_utils import (
    community_fulltext_search,
    edge_fulltext_search,
    episode_fulltext_search,
    node_fulltext_search,
)

from tests.contracts.graph_driver.making import (
    ANN,
    ANY,
    NEW_YEAR,
    REFUSED,
    community,
    edge,
    episode,
    ids,
    node,
    save,
    save_pair,
)
from tests.fakes.graphiti import graphiti_on, recipe

TEXTS = {
    "quotes": "Ann's \"milk\" `x` „z“ milk'; DROP TABLE edge; --",
    "backslashes": "milk \\ \\\\ \\n \\u0000 C:\\x",
    "lucene": '+milk -tea && bread || (wine) {a TO b} [c TO d] ^2 ~0.5 *? name:x \\: / ! "',
    "lucene words": "milk AND OR NOT TO",
    "full-text words": "NEAR(milk tea, 2) milk* ^milk {name fact}: milk + tea -bread",
    "unbalanced": '(milk "oat',
    "placeholders": "milk ? :name @x $query {0} %s %(x)s",
    "json": '{"milk": ["oat", null], "x": 1}',
    "cypher": "milk'}) DETACH DELETE n //",
    "emoji": "milk 🥛👩‍👩‍👧‍👦🇩🇪",
    "right to left": "milk حليب \u202eklim\u202c",
    "combining": "milk Ha\u0308fer ﬁne Ⅷ",
    "invisible": "milk\u200b\u00a0\ufeffoat\u2028x",
    "breaks": "milk\r\n\ttea\x0b\x0c\x1f",
    "long": "milk " + "wort " * 5_000,
    "one long word": "milk " + "x" * 20_000,
}
LONGEST_NAME = 2_000
"""A name is indexed whole, and Neo4j indexes no more than 8 kB."""

every_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())


class TextsContract:
    """Hard texts."""

    @every_text
    async def test_a_text_comes_back_from_an_entity(self, driver: GraphDriver, text: str) -> None:
        name = text[:LONGEST_NAME]
        await save(driver, node("a", name, summary=text, attributes={"note": text}))
        found = await EntityNode.get_by_uuid(driver, "a")
        assert (found.name, found.summary, found.attributes) == (name, text, {"note": text})
        assert ids(await EntityNode.get_by_names(driver, [name], [ANN])) == ["a"]

    @every_text
    async def test_a_text_comes_back_from_a_fact(self, driver: GraphDriver, text: str) -> None:
        name = text[:LONGEST_NAME]
        saved = edge("e", text, name=name, attributes={"note": text}, episodes=[text])
        await save_pair(driver, saved)
        found = await EntityEdge.get_by_uuid(driver, "e")
        assert (found.fact, found.name, found.episodes) == (text, name, [text])
        assert found.attributes == {"note": text}

    @every_text
    async def test_a_text_comes_back_from_an_episode(self, driver: GraphDriver, text: str) -> None:
        await save(driver, episode("p", text, name=text, source_description=text))
        found = await EpisodicNode.get_by_uuid(driver, "p")
        assert (found.content, found.name, found.source_description) == (text, text, text)

    @every_text
    async def test_a_text_comes_back_from_communities_and_sagas(
        self, driver: GraphDriver, text: str
    ) -> None:
        name = text[:LONGEST_NAME]
        saga = SagaNode(uuid="s", name=name, group_id=ANN, summary=text, created_at=NEW_YEAR)
        await save(driver, community("c", name, summary=text), saga)
        found = await CommunityNode.get_by_uuid(driver, "c")
        told = await SagaNode.get_by_uuid(driver, "s")
        assert (found.name, found.summary) == (told.name, told.summary) == (name, text)

    @every_text
    async def test_a_text_as_a_query_means_its_words(self, driver: GraphDriver, text: str) -> None:
        await save(driver, node("a", "milk"), node("b", "soap"), episode("p", "milk"))
        await save(driver, edge("e1", "milk"), edge("e2", "soap"), community("c", "milk"))
        found = [
            ids(await edge_fulltext_search(driver, text, ANY, [ANN], 10)),
            ids(await node_fulltext_search(driver, text, ANY, [ANN], 10)),
            ids(await episode_fulltext_search(driver, text, ANY, [ANN], 10)),
            ids(await community_fulltext_search(driver, text, [ANN], 10)),
        ]
        assert all(set(hits) <= {"a", "e1", "p", "c"} for hits in found)

    @every_text
    async def test_a_hard_fact_is_found_by_a_plain_word(
        self, driver: GraphDriver, text: str
    ) -> None:
        await save_pair(driver, edge("e1", f"{text} quinoa"), edge("e2", "soap"))
        assert ids(await edge_fulltext_search(driver, "quinoa", ANY, [ANN], 10)) == ["e1"]

    @every_text
    async def test_a_hybrid_search_with_a_hard_text_survives(
        self, driver: GraphDriver, text: str
    ) -> None:
        await save_pair(driver, edge("e", "milk"))
        name = "COMBINED_HYBRID_SEARCH_RRF"
        found = await graphiti_on(driver).search_(text, recipe(name), group_ids=[ANN])
        assert set(ids(found.edges)) <= {"e"}

    @every_text
    async def test_a_text_as_a_filter_is_only_a_value(self, driver: GraphDriver, text: str) -> None:
        name = text[:LONGEST_NAME]
        await save_pair(driver, edge("e1", "milk", name=name), edge("e2", "milk"))
        wanted = SearchFilters(edge_types=[name])
        assert ids(await edge_fulltext_search(driver, "milk", wanted, [ANN], 10)) == ["e1"]

    @pytest.mark.parametrize("group", ["s ann", "s'ann", 's"ann', "s:ann", "s_änn", "*", "a OR b"])
    async def test_a_group_that_is_no_plain_word_is_refused(
        self, driver: GraphDriver, group: str
    ) -> None:
        await save_pair(driver, edge("e", "milk"))
        with pytest.raises(REFUSED, match=r"(?i)group"):
            await edge_fulltext_search(driver, "milk", ANY, [group], 10)
