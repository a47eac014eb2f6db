"""The words and counts kept beside the records are always those of the records."""

from functools import partial
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from memory.adapters.graphiti_sqlite import SqliteDriver
from memory.adapters.graphiti_sqlite.schema import HIT, TEXTS
from memory.adapters.graphiti_sqlite.statements import rows
from memory.adapters.graphiti_sqlite.words import tallied
from tests.memory.graphiti_sqlite.graphs import fact, node

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["save", "delete", "delete node", "erase", "clear"]),
        st.integers(0, 3),
        st.sampled_from(["g", "h"]),
        st.sampled_from(["oat milk", "oat oat", "", "tea"]),
    ),
    max_size=12,
)


async def differences(driver: SqliteDriver) -> list[tuple[object, ...]]:
    """Return where `posting` and `tally` differ from what the records say."""
    found: list[tuple[object, ...]] = []
    hit = HIT.format(rid="r.rid", times="j.value", words="r.words")
    for table in TEXTS:
        said = (
            f"SELECT t.gid, j.key, {hit} FROM {table} r, json_each(r.terms) j"
            f" JOIN tally t ON t.kind = '{table}' AND t.group_id = r.group_id"
        )
        kept = (
            "SELECT p.gid, p.term, p.hit FROM posting p"
            f" JOIN tally t ON t.gid = p.gid AND t.kind = '{table}'"
        )
        counted = f"SELECT group_id, count(*), sum(words) FROM {table} GROUP BY group_id"
        tally = f"SELECT group_id, texts, words FROM tally WHERE kind = '{table}' AND texts <> 0"
        for one, two in ((said, kept), (kept, said), (counted, tally), (tally, counted)):
            found += await driver.file.read(partial(rows, sql=f"{one} EXCEPT {two}"))
    return found


@given(STEPS)
async def test_they_agree_after_any_steps(steps: list[tuple[str, int, str, str]]) -> None:
    driver = SqliteDriver()
    for group_id in ("g", "h"):
        for end in ("a", "b"):
            await node(f"{group_id}-{end}", group_id).save(driver)
    for verb, number, group_id, text in steps:
        if verb == "save":
            await fact(f"e{number}", text, group_id).save(driver)
        elif verb == "delete":
            await fact(f"e{number}", text, group_id).delete(driver)
        elif verb == "delete node":
            await node(f"{group_id}-a", group_id).delete(driver)
        elif verb == "erase":
            await driver.erase_group(group_id)
        else:
            await driver.graph_operations_interface.clear_data(driver, [group_id])
    assert await differences(driver) == []
    await driver.close()


async def test_clearing_everything_leaves_no_words(driver: SqliteDriver, path: Path) -> None:
    await node("a", summary="oat milk").save(driver)
    await driver.graph_operations_interface.clear_data(driver)
    counts = "SELECT (SELECT count(*) FROM posting), (SELECT count(*) FROM tally)"
    assert await driver.file.read(lambda con: con.execute(counts).fetchone()) == (0, 0)
    assert path.exists()


def test_words_are_counted() -> None:
    assert tallied("Oat-milk, oat", None, "½ TEA_bag") == (
        '{"oat":2,"milk":1,"1":1,"2":1,"tea":1,"bag":1}',
        7,
    )
