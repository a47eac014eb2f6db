"""The page of evaluations is made from the result files there are."""

from pathlib import Path

import orjson

from bench.evaluation import page

MEANS = {"mrr": 0.5, "top1": 0.25, "top10": 1.0, "repeat": 0.75, "new": 0.125}
GAIN = {"mean": 0.1, "low": 0.05, "high": 0.15}
LOSS = {"mean": -0.2, "low": -0.3, "high": -0.1}
PART = {
    "queries": 1_234, "subjects": 9, "never_sold_before": 8, "without_category": 7,
    "popularity": MEANS, "decayed_count": MEANS, "leafloop": MEANS | {"mrr": 0.6},
    "difference": {"mrr": GAIN, "new": GAIN},
    "difference_to_decayed_count": {"mrr": LOSS, "new": LOSS},
}  # fmt: skip
REPLAY = {"search_replay": PART | {"last_orders": PART | {"queries": 56}}}
RELEVANCE = {
    "default_weight": 0.3,
    "rows": [
        {"part": part, "weight": weight, "n": 1_000, "ndcg": GAIN, "recall": GAIN, "gain": GAIN}
        for part in ("all", "mistyped")
        for weight in (0.3, 0.0)
    ],
}


def test_a_replay_becomes_a_table(tmp_path: Path) -> None:
    (tmp_path / "search_replay.json").write_bytes(orjson.dumps(REPLAY))
    text = page(tmp_path)
    assert "1,234 purchases of 9 households" in text
    assert "| leafloop | 0.600 | 0.250 | 1.000 | 0.750 | 0.125 |" in text
    assert "mrr +0.100 [+0.050, +0.150]" in text
    assert "leafloop - decayed counts, by household: mrr -0.200 [-0.300, -0.100]" in text
    assert "56 products in the last orders of 9 households" in text
    assert "Relevance" not in text


def test_relevance_says_that_queries_are_generated_and_sorts_the_weights(tmp_path: Path) -> None:
    (tmp_path / "relevance.json").write_bytes(orjson.dumps(RELEVANCE))
    text = page(tmp_path)
    assert "**generated**" in text
    assert "| queries | n | 0.0 | 0.3 |" in text
    assert "| mistyped | 1,000 | 0.100 [0.050, 0.150] | 0.100 [0.050, 0.150] |" in text
