"""What every knowledge graph does, whatever it is kept in.

A backend's test inherits `KnowledgeContract` and gives two fixtures: `knowledge` and `reopen`
(close a graph and open the same store again).
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.errors import Invalid
from domain.knowledge import Change, KnownFact, Label, Thing
from memory.knowledge import Knowledge
from tests.fakes.clock import NOON
from tests.fakes.known import ANN, AWKWARD, BEN, DAY, DIET, OAT_MILK, OATLY, ids, known, said

Reopen = Callable[[Knowledge], Awaitable[Knowledge]]


class KnowledgeContract:
    """Inherit, and give the fixtures."""

    @pytest.mark.parametrize(
        "fact",
        [
            pytest.param(known(), id="inferred"),
            pytest.param(
                known(
                    type="preference",
                    relation="allergic_to",
                    thing=Thing(Label.PREFERENCE, "nuts", "nuts"),
                    value="nuts",
                    source="explicit",
                    confidence=1.0,
                    tags=("chat", "said"),
                ),
                id="explicit",
            ),
            pytest.param(
                known(
                    invalid_at=NOON + 1,
                    expired_at=NOON + 999,
                    half_life_days=60.5,
                    count=12,
                    seq=4_000_000_000,
                    evidence=tuple(f"e{n}" for n in range(10)),
                    reinforced_at=NOON + 7,
                ),
                id="ended",
            ),
            pytest.param(known(evidence=(), valid_at=946_684_800_001, confidence=0.0), id="least"),
            pytest.param(known(type="facet", relation="HAS_FACET", value="0.52"), id="facet"),
            pytest.param(known(relation="knows the baker"), id="undeclared relation"),
            pytest.param(known(thing=Thing(Label.GOAL, "a b/c:d", "A b")), id="odd key"),
            pytest.param(said(), id="history"),
            pytest.param(
                said(tags=("chat",), evidence=("e1", "e2"), count=2, seq=9, half_life_days=90.0),
                id="full history",
            ),
            pytest.param(said(invalid_at=NOON + 1, expired_at=NOON + 2), id="ended history"),
        ],
    )
    async def test_a_fact_comes_back_as_it_went_in(
        self, knowledge: Knowledge, reopen: Reopen, fact: KnownFact
    ) -> None:
        await knowledge.write([Change(ANN, (fact,))], 1)
        assert await knowledge.get(ANN, fact.memory_id) == fact
        again = await reopen(knowledge)
        assert await again.get(ANN, fact.memory_id) == fact
        assert await again.watermark() == 1

    @pytest.mark.parametrize("text", AWKWARD)
    async def test_any_text_comes_back_as_it_went_in(self, knowledge: Knowledge, text: str) -> None:
        facts = (
            known(
                "m1", value=text, content=text, tags=(text,), thing=Thing(Label.BRAND, "k", text)
            ),
            said("h1", text, tags=(text,)),
        )
        await knowledge.write([Change(ANN, facts)], 1)
        assert await knowledge.get(ANN, "m1") == facts[0]
        assert await knowledge.get(ANN, "h1") == facts[1]

    async def test_a_fact_written_again_takes_the_place_of_what_was_there(
        self, knowledge: Knowledge
    ) -> None:
        before = (known("m1", content="Considers Oatly"), said("h1", "Asked for soy milk"))
        after = (
            known("m1", content="Favours Oatly", confidence=0.9, invalid_at=NOON, expired_at=NOON),
            said("h1", "Asked for rice milk", count=2),
        )
        await knowledge.write([Change(ANN, before)], 1)
        held = await knowledge.held(ANN)
        await knowledge.write([Change(ANN, after)], 2)
        assert (await knowledge.get(ANN, "m1"), await knowledge.get(ANN, "h1")) == after
        assert await knowledge.held(ANN) == held

    async def test_a_later_change_of_the_same_write_wins(self, knowledge: Knowledge) -> None:
        changes = [
            Change(ANN, (known("m1", content="first"), known("m2"), said("h1", "first"))),
            Change(BEN, (known("m5"),)),
            Change(ANN, (known("m1", content="second"), said("h1", "second")), removed=("m2",)),
            Change(ANN, removed=("m9",)),
        ]
        await knowledge.write(changes, 4)
        found = await knowledge.facts(ANN, NOON)
        assert sorted(fact.content for fact in found) == ["second", "second"]
        assert ids(await knowledge.facts(BEN, NOON)) == ["m5"]

    async def test_a_fact_removed_and_stated_again_in_one_write_is_there(
        self, knowledge: Knowledge
    ) -> None:
        await knowledge.write([Change(ANN, (known("m1", content="first"),))], 1)
        changes = [
            Change(ANN, removed=("m1",)),
            Change(ANN, (known("m1", content="second"),)),
        ]
        await knowledge.write(changes, 2)
        assert [fact.content for fact in await knowledge.facts(ANN, NOON)] == ["second"]

    async def test_a_removed_fact_is_gone_for_good(self, knowledge: Knowledge) -> None:
        await knowledge.write([Change(ANN, (known("m1"), known("m2"), said("h1")))], 1)
        await knowledge.write([Change(ANN, removed=("m1", "h1"))], 2)
        assert await knowledge.get(ANN, "m1") is None
        assert await knowledge.get(ANN, "h1") is None
        assert ids(await knowledge.facts(ANN, NOON + 999, history=True)) == ["m2"]
        assert [one.fact.memory_id for one in await knowledge.recall(ANN, "Oatly milk", NOON)] == [
            "m2"
        ]

    async def test_a_thing_goes_with_the_last_fact_about_it(self, knowledge: Knowledge) -> None:
        await knowledge.write([Change(ANN, (known("m1"),))], 1)
        one = await knowledge.held(ANN)
        await knowledge.write([Change(ANN, (known("m2", thing=OAT_MILK),))], 2)
        two = await knowledge.held(ANN)
        await knowledge.write([Change(ANN, (known("m3", thing=OAT_MILK),))], 3)
        await knowledge.write([Change(ANN, removed=("m3",))], 4)
        assert await knowledge.held(ANN) == two
        await knowledge.write([Change(ANN, removed=("m2",))], 5)
        assert await knowledge.held(ANN) == one

    async def test_nobody_removes_or_overwrites_a_fact_of_another_group(
        self, knowledge: Knowledge
    ) -> None:
        await knowledge.write([Change(ANN, (known("m1"), said("h1")))], 1)
        await knowledge.write([Change(BEN, removed=("m1", "h1"))], 2)
        assert sorted(ids(await knowledge.facts(ANN, NOON))) == ["h1", "m1"]

    async def test_the_watermark_moves_with_what_is_written(self, knowledge: Knowledge) -> None:
        assert await knowledge.watermark() == 0
        await knowledge.write([Change(ANN, (known(),))], 7)
        assert await knowledge.watermark() == 7
        await knowledge.write([], 9)
        assert await knowledge.watermark() == 9
        await knowledge.write([Change(ANN, (known("m2"),))], None)
        assert await knowledge.watermark() == 9
        assert sorted(ids(await knowledge.facts(ANN, NOON))) == ["m1", "m2"]

    async def test_the_watermark_survives_that_every_subject_is_forgotten(
        self, knowledge: Knowledge, reopen: Reopen
    ) -> None:
        await knowledge.write([Change(ANN, (known(),))], 7)
        await knowledge.forget(ANN)
        assert await knowledge.watermark() == 7
        assert await (await reopen(knowledge)).watermark() == 7

    async def test_a_write_with_a_wrong_group_leaves_nothing_behind(
        self, knowledge: Knowledge
    ) -> None:
        changes = [Change(ANN, (known(),)), Change("", (known("m2"),))]
        with pytest.raises(Invalid):
            await knowledge.write(changes, 5)
        assert await knowledge.held(ANN) == 0
        assert await knowledge.watermark() == 0

    async def test_a_fact_of_another_group_is_not_found(self, knowledge: Knowledge) -> None:
        await knowledge.write([Change(ANN, (known("m1"), said("h1")))], 1)
        assert await knowledge.get(BEN, "m1") is None
        assert await knowledge.get(BEN, "h1") is None
        assert await knowledge.get(ANN, "unheard of") is None
        assert await knowledge.facts(BEN, NOON) == []
        assert await knowledge.recall(BEN, "Oatly milk", NOON) == []

    async def test_a_thing_is_found_with_all_that_was_ever_known_of_it(
        self, knowledge: Knowledge
    ) -> None:
        past = known("m1", invalid_at=NOON + 1, expired_at=NOON + 1)
        now = known("m2", relation="prefers_brand", source="explicit")
        await knowledge.write(
            [
                Change(ANN, (past, now, known("m3", thing=OAT_MILK))),
                Change(BEN, (known("m4"), said())),
            ],
            1,
        )
        renamed = Thing(Label.BRAND, "oatly", "OATLY!")
        same_key = Thing(Label.CATEGORY, "oatly", "Oatly")
        wanted = [(ANN, renamed), (BEN, OATLY), (BEN, OAT_MILK), (ANN, same_key)]
        found = await knowledge.about(wanted)
        assert {key: sorted(ids(facts)) for key, facts in found.items()} == {
            (ANN, renamed): ["m1", "m2"],
            (BEN, OATLY): ["m4"],
            (BEN, OAT_MILK): [],
            (ANN, same_key): [],
        }
        assert {fact.memory_id: fact for fact in found[ANN, renamed]} == {"m1": past, "m2": now}

    async def test_nothing_wanted_finds_nothing(self, knowledge: Knowledge) -> None:
        assert await knowledge.about([]) == {}

    async def test_facts_come_newest_evidence_first(self, knowledge: Knowledge) -> None:
        facts = (
            known("old", reinforced_at=NOON - DAY),
            known("new", thing=OAT_MILK, reinforced_at=NOON),
            said("newest", reinforced_at=NOON + DAY),
            known("older", reinforced_at=NOON - 2 * DAY),
            known("second of two", thing=DIET, reinforced_at=NOON - DAY, seq=8),
        )
        await knowledge.write([Change(ANN, facts)], 1)
        order = ["newest", "new", "second of two", "old", "older"]
        assert ids(await knowledge.facts(ANN, NOON)) == order
        assert ids(await knowledge.facts(ANN, NOON, limit=2)) == order[:2]
        assert ids(await knowledge.facts(ANN, NOON, limit=0)) == []

    async def test_facts_are_those_of_the_types_asked_for(self, knowledge: Knowledge) -> None:
        facts = (
            known("goal", type="goal", relation="HAS_GOAL"),
            known("brand"),
            known("facet", type="facet", relation="HAS_FACET"),
            said("history"),
        )
        await knowledge.write([Change(ANN, facts)], 1)
        assert set(ids(await knowledge.facts(ANN, NOON))) == {"goal", "brand", "history"}
        assert ids(await knowledge.facts(ANN, NOON, types=["goal"])) == ["goal"]
        assert ids(await knowledge.facts(ANN, NOON, types=["history"])) == ["history"]
        assert set(ids(await knowledge.facts(ANN, NOON, types=["facet", "goal"]))) == {
            "goal",
            "facet",
        }
        assert await knowledge.facts(ANN, NOON, types=[]) == []

    async def test_facts_are_those_that_hold_then_as_far_as_was_known(
        self, knowledge: Knowledge
    ) -> None:
        ended = known("ended", invalid_at=NOON + DAY, expired_at=NOON + 2 * DAY)
        late = known("late", thing=OAT_MILK, valid_at=NOON, recorded_at=NOON + 3 * DAY)
        over = said("over", invalid_at=NOON + DAY, expired_at=NOON + DAY)
        await knowledge.write([Change(ANN, (ended, late, over))], 1)
        seen = [sorted(ids(await knowledge.facts(ANN, NOON + day * DAY))) for day in range(-1, 4)]
        assert seen == [[], ["ended", "over"], ["ended"], [], ["late"]]
        whole = await knowledge.facts(ANN, NOON + 2 * DAY, history=True)
        assert sorted(ids(whole)) == ["ended", "over"]

    async def test_what_is_too_uncertain_by_then_is_left_out(self, knowledge: Knowledge) -> None:
        fading = known("fading", confidence=0.6, half_life_days=30.0)
        firm = known("firm", thing=OAT_MILK, confidence=0.6)
        await knowledge.write([Change(ANN, (fading, firm))], 1)
        assert sorted(ids(await knowledge.facts(ANN, NOON, floor=0.5))) == ["fading", "firm"]
        later = NOON + 30 * DAY
        assert ids(await knowledge.facts(ANN, later, floor=0.5)) == ["firm"]
        assert ids(
            [one.fact for one in await knowledge.recall(ANN, "Oatly", later, floor=0.5)]
        ) == ["firm"]

    async def test_what_shares_words_with_a_text_is_recalled_best_first(
        self, knowledge: Knowledge
    ) -> None:
        facts = (
            known("both", content="Wants to bake sourdough bread", type="goal"),
            known("one", content="Buys rye bread on Fridays", thing=OAT_MILK, type="pattern"),
            known("none", content="Shows interest in shampoo", thing=DIET),
            said("told", "Asked how to keep a sourdough starter"),
        )
        await knowledge.write([Change(ANN, facts), Change(BEN, (known("other"),))], 1)
        recalled = await knowledge.recall(ANN, "sourdough bread baking", NOON, limit=3)
        scores = [one.score for one in recalled]
        assert recalled[0].fact == facts[0]
        assert {"told", "one"} <= {one.fact.memory_id for one in recalled}
        assert scores == sorted(scores, reverse=True)
        assert all(0.0 < score <= 1.0 for score in scores)

    async def test_only_what_holds_then_is_recalled(self, knowledge: Knowledge) -> None:
        facts = (
            known("ended", invalid_at=NOON + DAY, expired_at=NOON + DAY),
            known("now"),
            known("later", valid_at=NOON + 5 * DAY),
            known("hidden", type="facet"),
            said("over", "Asked for Oatly", invalid_at=NOON + DAY, expired_at=NOON + DAY),
        )
        await knowledge.write([Change(ANN, facts)], 1)

        async def recalled(at: int, **given: Any) -> list[str]:
            found = await knowledge.recall(ANN, "the brand Oatly", at, **given)
            return sorted(one.fact.memory_id for one in found)

        assert await recalled(NOON) == ["ended", "now", "over"]
        assert await recalled(NOON + 2 * DAY) == ["now"]
        assert await recalled(NOON + 6 * DAY) == ["later", "now"]
        assert await recalled(NOON, types=["facet"]) == ["hidden"]
        assert await recalled(NOON, types=["history"]) == ["over"]
        assert await recalled(NOON, types=[]) == []
        assert len(await recalled(NOON, limit=1)) == 1
        assert await recalled(NOON, limit=0) == []

    async def test_the_surer_and_the_newer_of_equal_facts_comes_first(
        self, knowledge: Knowledge
    ) -> None:
        facts = (
            known("unsure", confidence=0.3),
            known("sure", confidence=0.9, thing=OAT_MILK),
            known("old and sure", confidence=0.9, thing=DIET, reinforced_at=NOON - 60 * DAY),
        )
        await knowledge.write([Change(ANN, facts)], 1)
        found = await knowledge.recall(ANN, "Oatly", NOON)
        assert ids([one.fact for one in found]) == ["sure", "old and sure", "unsure"]

    @pytest.mark.parametrize("text", ["", " \n", "?!", '"', "NOT *", "\x00", "word " * 10_000])
    async def test_any_text_may_be_asked(self, knowledge: Knowledge, text: str) -> None:
        await knowledge.write([Change(ANN, (known(), said()))], 1)
        assert len(await knowledge.recall(ANN, text, NOON)) <= 2

    async def test_a_forgotten_group_is_empty_and_the_others_stay(
        self, knowledge: Knowledge
    ) -> None:
        facts = (known("m1"), known("m2", thing=OAT_MILK), said("h1"))
        await knowledge.write([Change(ANN, facts), Change(BEN, (known("m4"),))], 1)
        held, others = await knowledge.held(ANN), await knowledge.held(BEN)
        assert await knowledge.forget(ANN) == held > 0
        assert await knowledge.held(ANN) == 0
        assert await knowledge.facts(ANN, NOON, history=True) == []
        assert await knowledge.recall(ANN, "Oatly milk", NOON) == []
        assert await knowledge.held(BEN) == others
        assert await knowledge.forget(ANN) == 0

    async def test_a_forgotten_group_can_be_filled_again(self, knowledge: Knowledge) -> None:
        await knowledge.write([Change(ANN, (known("m1"), said("h1")))], 1)
        await knowledge.forget(ANN)
        await knowledge.write([Change(ANN, (known("m1", content="Likes Oatly"),))], 2)
        assert [fact.content for fact in await knowledge.facts(ANN, NOON)] == ["Likes Oatly"]

    @pytest.mark.parametrize("group", ["", "leafloop", "a b", 'x") OR ("y', "ä", "g" * 129])
    async def test_no_group_or_a_wrong_one_is_refused_everywhere(
        self, knowledge: Knowledge, group: str
    ) -> None:
        calls: list[Callable[[], Awaitable[object]]] = [
            lambda: knowledge.about([(ANN, OATLY), (group, OATLY)]),
            lambda: knowledge.write([Change(group, (known(),))], 1),
            lambda: knowledge.write([Change(group)], 1),
            lambda: knowledge.get(group, "m1"),
            lambda: knowledge.facts(group, NOON),
            lambda: knowledge.recall(group, "oat", NOON),
            lambda: knowledge.forget(group),
            lambda: knowledge.held(group),
        ]
        for call in calls:
            with pytest.raises(Invalid, match="pseudonym"):
                await call()
        assert await knowledge.watermark() == 0

    async def test_a_graph_that_answers_is_healthy(self, knowledge: Knowledge) -> None:
        assert await knowledge.healthy()
