"""Clustering ends on every graph."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from memory.adapters.graphiti_sqlite.clusters import clusters_of

EDGES = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=30)


@given(EDGES)
def test_every_node_is_in_one_cluster(edges: list[tuple[str, str]]) -> None:
    near: dict[str, Counter[str]] = {name: Counter() for name in "abcdefgh"}
    for one, two in edges:
        near[one][two] += 1
        if one != two:
            near[two][one] += 1
    found = clusters_of(near)
    assert sorted(name for cluster in found for name in cluster) == list("abcdefgh")


def test_two_nodes_with_two_facts_are_one_cluster() -> None:
    assert clusters_of({"a": Counter(b=2), "b": Counter(a=2)}) == [["a", "b"]]


def test_nodes_without_facts_stay_alone() -> None:
    assert clusters_of({"a": Counter(), "b": Counter()}) == [["a"], ["b"]]
