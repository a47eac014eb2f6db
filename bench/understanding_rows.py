"""The table of one reader of sentences: whole sentences, intents, and each slot."""

from bench.measure import Row
from training.evaluate.understanding import UnderstandingReport


def rows_of(what: str, report: UnderstandingReport, note: str = "") -> list[Row]:
    """Return a row for whole sentences, one for intents, and two for each slot.

    Args:
        what: Who read the sentences.
        report: What came of it.
        note: What to know of the figures.
    """
    found = report.summary()
    measured = [
        Row(f"{what}: sentences, all slots right", n=report.sentences, value=found["exact"],
            unit="", note=note),
        Row(f"{what}: intent", n=report.sentences, value=found["intent"], unit=""),
    ]  # fmt: skip
    for slot, shares in found["slots"].items():
        measured += [
            Row(f"{what}: {slot}, {share}", n=shares["wanted"], value=shares[share], unit="")
            for share in ("precision", "recall")
            if shares[share] is not None
        ]
    return measured
