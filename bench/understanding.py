"""How well sentences are understood, and how fast: `python -m bench.understanding`."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Final

from bench.measure import Row, percentiles, write
from catalog.port import Facets
from catalog.reading import read_products
from llm.adapters.rules.understanding import RulesUnderstander
from llm.port import Understander, Words
from nodes.catalog_words import words_of
from training.evaluate.understanding import (
    Case,
    UnderstandingReport,
    evaluate_understanding,
    read_cases,
)

ROOT: Final = Path(__file__).resolve().parents[1]
SENTENCES: Final = ROOT / "tests" / "llm" / "utterances.jsonl"
SAMPLES: Final = ROOT / "samples" / "products.jsonl"
MODEL: Final = "tiny-hypotheses"
MODEL_SENTENCES: Final = 12
"""Sentences that the tiny model gets to read: it knows nothing, and takes its time."""

SECONDS: Final = 20.0
_REPEATS: Final = 5
_NOTE: Final = (
    "One author wrote the sentences and the rules; the held-out third, by the hash of its text, "
    "was not looked at while the rules were made. Forty sentences written afterwards had 70 % of "
    "intents and 50 % of sentences right before anybody tuned on them: expect that of strangers."
)


def sample_words() -> Words:
    """Return the names of the sample shop, about which the sentences are."""
    products = [product for chunk in read_products(SAMPLES) for product in chunk.products]
    return words_of(
        Facets(
            categories=Counter(product.category for product in products),
            brands=Counter(product.brand for product in products),
            diets=_counted(product.diets for product in products),
            attributes=_counted(product.attributes for product in products),
            allergens=_counted(product.allergens or () for product in products),
        )
    )


async def rows() -> list[Row]:
    """Measure the rules, and the model that an Ollama has, if one is told."""
    cases = read_cases(SENTENCES, sample_words())
    rules = RulesUnderstander()
    measured = [await _speed(rules, cases)]
    for name, part in _parts(cases):
        measured += _rows(f"rules, {name}", await evaluate_understanding(rules, part))
    url = os.environ.get("LEAFLOOP_TEST_OLLAMA", "")
    if url:
        measured += await _model_rows(url, cases)
    return measured


def main() -> int:
    """Measure, print the table and write the result file."""
    measured = asyncio.run(rows())
    for row in measured:
        value = f"{row.value:.3f}" if row.value is not None else f"p95 {row.p95:.3f} {row.unit}"
        sys.stdout.write(f"{row.what:<60} {value:>12}  n={row.n}\n")
    sys.stderr.write(f"{write('understanding', measured)}\n")
    return 0


def _parts(cases: Sequence[Case]) -> tuple[tuple[str, list[Case]], ...]:
    return (
        ("tuned on", [case for case in cases if not case.held_out]),
        ("held out", [case for case in cases if case.held_out]),
    )


async def _speed(understander: Understander, cases: Sequence[Case]) -> Row:
    samples = []
    for case in [*cases, *(_REPEATS * list(cases))]:
        start = perf_counter()
        await understander.understand(case.utterance)
        samples.append(perf_counter() - start)
    found = percentiles(samples[len(cases) :])
    met = found["p95"] < 1.0
    return Row("a sentence understood by rules", "p95 < 1 ms", met=met, **found)


def _rows(what: str, report: UnderstandingReport) -> list[Row]:
    """Return a row for whole sentences, for intents, and two for each slot."""
    found = report.summary()
    measured = [
        Row(f"{what}: sentences, all slots right", n=report.sentences, value=found["exact"],
            unit="", note=_NOTE),
        Row(f"{what}: intent", n=report.sentences, value=found["intent"], unit=""),
    ]  # fmt: skip
    for slot, shares in found["slots"].items():
        measured += [
            Row(f"{what}: {slot}, {share}", n=shares["wanted"], value=shares[share], unit="")
            for share in ("precision", "recall")
            if shares[share] is not None
        ]
    return measured


async def _model_rows(url: str, cases: Sequence[Case]) -> list[Row]:
    # Imported here: without a server nobody pays for its client.
    from llm.adapters.model import ModelUnderstander
    from llm.adapters.ollama import OllamaCompleter

    completer = OllamaCompleter(url, MODEL)
    try:
        part = cases[:: max(1, len(cases) // MODEL_SENTENCES)][:MODEL_SENTENCES]
        report = await evaluate_understanding(ModelUnderstander(completer, SECONDS), part)
    finally:
        await completer.close()
    note = f"{report.unread} of {report.sentences} were answered by no usable JSON"
    found = report.summary()
    return [
        Row(f"{MODEL}: sentences, all slots right", n=report.sentences, value=found["exact"],
            unit="", note=note),
        Row(f"{MODEL}: intent", n=report.sentences, value=found["intent"], unit=""),
    ]  # fmt: skip


def _counted(lists: Iterable[Iterable[str]]) -> Counter[str]:
    return Counter(chain.from_iterable(lists))


if __name__ == "__main__":
    sys.exit(main())
