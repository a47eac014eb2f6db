"""Learn from picks how far the confidences of a source can be believed.

The model is a conditional logit over what was shown (McFadden 1974), with "none of these" as the
outside option. Reading i, said to hold with confidence c_i and shown in place i of n, is picked
with a probability in proportion to

    exp(sharpness * log c_i + place * ((n + 1) / 2 - i)),

and none of them in proportion to `exp(sharpness * log c_0 + outside)`, where c_0 is what the
confidences leave. With sharpness 1 and the others 0 that is the confidences themselves, and there
it starts: the prior holds it until there are picks. `sharpness` is temperature scaling (Guo et al.
2017). What `confidences` returns leaves `place` out, so that no reading is believed for standing
first; `place` cancels out over a list, so it moves nothing between the readings and none.

What can be known: `outside` always. `sharpness` and `place` pull the same way, because the order
shown is the order of confidence: only lists whose confidences lie now closer, now further apart
tell them from each other, and only as far as the logarithm above is right. Where all lists are
alike, the prior shares what is seen between them, most of it to `sharpness`. Shown in shuffled
order they would be known apart for certain; the place used is the one shown, so such lists count
in full. All of it is about people who answer: who turns away picks nothing, and is not counted.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from domain.event import Event, Kind
from domain.selection import NONE_OF_THESE
from learning.bounded import trim
from learning.reliability import Reliability
from learning.withheld import learnable

KINDS: Final = frozenset({Kind.SELECTION_MADE})
"""Kinds that `count_pick` looks at."""

MAX_SOURCES: Final = 64
"""Sources with a calibration of their own; the one with the fewest picks goes first."""

IDENTITY: Final = (1.0, 0.0, 0.0)
PRIOR: Final = (2.0, 0.0, 0.0, 2.0, 0.0, 30.0)
"""Upper triangle of the precision around `IDENTITY`: standard deviations .7, .7 and .18."""

_LEAST: Final = 0.01
_LOWEST: Final = np.array((0.1, -4.0, -2.0))
_HIGHEST: Final = np.array((4.0, 4.0, 2.0))
_STEPS: Final = 2
_LONGEST_STEP: Final = 1.0
_DIGITS: Final = 4
_UPPER: Final = np.triu_indices(3)

Floats = npt.NDArray[np.float64]


@dataclass(slots=True)
class Calibration:
    """What is known about the confidences of one source; changed in place.

    Attributes:
        picks: Answers learned from, none of these included.
        mean: sharpness, outside and place, as they are believed now.
        precision: Upper triangle of the inverse covariance, row by row.
        raw: What the source said, and what came of it.
        shown: What this said of the same readings, in their places, before it knew the answer.
        raw_loss: Sum of -log of the probability the source gave to each answer.
        loss: The same of this.
    """

    picks: int = 0
    mean: tuple[float, float, float] = IDENTITY
    precision: tuple[float, ...] = PRIOR
    raw: Reliability = field(default_factory=Reliability)
    shown: Reliability = field(default_factory=Reliability)
    raw_loss: float = 0.0
    loss: float = 0.0

    @property
    def helps(self) -> bool:
        """Whether it has told answers it had not seen better than the source itself.

        Each answer is foretold before it is learned from (prequential, Dawid 1984), so this is
        out of sample.
        """
        return self.loss < self.raw_loss


@dataclass(slots=True)
class Calibrations:
    """The fold of all subjects' picks; changed in place. It holds counts, nobody's words.

    Attributes:
        seq: Journal place of the last event folded.
        sources: Flow and model, see `source_of` -> what is known; bounded.
    """

    seq: int = 0
    sources: dict[str, Calibration] = field(default_factory=dict)


def source_of(flow: str, model: str) -> str:
    """Return the name under which a model's confidences in a flow are calibrated.

    Example:
        >>> source_of("execute", "rules")
        'execute/rules'
    """
    return f"{flow}/{model}"


def confidences(known: Calibration | None, raw: Sequence[float]) -> list[float]:
    """Return what the readings of one proposal can be believed, in the same order.

    Higher for whoever was higher; each in (0, 1), the sum below 1. The raw ones themselves, until
    there are picks and `known` has told them better.

    Args:
        known: Of the source; None when nothing was picked yet.
        raw: As the source gave them, each in (0, 1), summing to at most 1.

    Example:
        >>> confidences(None, [0.6, 0.3])
        [0.6, 0.3]
    """
    if known is None or not known.helps or not raw:
        return list(raw)
    sharpness, outside, _ = known.mean
    shares = _softmax(_design(raw) @ np.array((sharpness, outside, 0.0)))[:-1]
    shares = np.maximum(shares, 10.0**-_DIGITS)
    # Rounded down, so that something is left for none of these.
    shares *= min(1.0, (1.0 - 10.0**-_DIGITS) / float(shares.sum()))
    floor = np.floor(shares * 10**_DIGITS) / 10**_DIGITS
    return [float(share) for share in np.maximum(floor, 10.0**-_DIGITS)]


def count_pick(state: Calibrations, event: Event) -> Calibrations:
    """Fold one answer of any subject; the state is changed in place and returned.

    Answers to a proposal of hypotheses count, none of these too. Not counted are those that came
    after LeafLoop had gone on without asking, because the person then judged one reading and not
    a choice of three; and those whose subject lets nothing be learned.

    Args:
        state: State before.
        event: A selection_made; other kinds only move `seq`.

    Returns:
        The same object; unchanged when the event is not newer.
    """
    if event.seq <= state.seq:
        return state
    state.seq = event.seq
    data = event.data
    read = _read(data) if event.kind in KINDS and learnable(event) is not None else None
    if read is None or data.get("auto_advanced"):
        return state
    raw, chosen = read
    source = source_of(str(data.get("flow") or ""), str(data.get("model") or "rules"))
    _learn(state.sources.setdefault(source, Calibration()), raw, chosen)
    trim(state.sources, MAX_SOURCES, lambda known: float(known.picks))
    return state


def _read(data: Mapping[str, Any]) -> tuple[list[float], int] | None:
    """Return the raw confidences in the order shown, and the place of the choice; last is none."""
    shown = data.get("hypotheses") or ()
    answers = [*(one.get("id") for one in shown), NONE_OF_THESE]
    if not shown or data.get("choice") not in answers:
        return None
    raw = [one.get("raw_confidence") or one.get("confidence") or _LEAST for one in shown]
    return [float(share) for share in raw], answers.index(data["choice"])


def _learn(known: Calibration, raw: Sequence[float], chosen: int) -> None:
    """Foretell the answer, keep score, then believe the mode of prior times likelihood.

    A Gaussian around that mode, with its curvature, is the next prior: sequential updating by
    Laplace's approximation (Spiegelhalter and Lauritzen 1990). Newton steps are kept short,
    because full ones may overshoot.
    """
    design, before = _design(raw), np.array(known.mean)
    precision = _square(known.precision)
    _score(known, _softmax(design[:, 0]), _softmax(design @ before), chosen)
    mean = before
    for _ in range(_STEPS):
        shares = _softmax(design @ mean)
        slope = design[chosen] - shares @ design - precision @ (mean - before)
        step = np.linalg.solve(precision + _curvature(design, shares), slope)
        step *= min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), _LEAST))
        mean = np.minimum(np.maximum(mean + step, _LOWEST), _HIGHEST)
    after = precision + _curvature(design, _softmax(design @ mean))
    known.mean = (float(mean[0]), float(mean[1]), float(mean[2]))
    known.precision = tuple(float(value) for value in after[_UPPER])
    known.picks += 1


def _score(known: Calibration, raw: Floats, foretold: Floats, chosen: int) -> None:
    for place, (said, told) in enumerate(zip(raw[:-1], foretold[:-1], strict=True)):
        known.raw.add(float(said), came_true=place == chosen)
        known.shown.add(float(told), came_true=place == chosen)
    known.raw_loss -= float(np.log(raw[chosen]))
    known.loss -= float(np.log(foretold[chosen]))


def _design(raw: Sequence[float]) -> Floats:
    """Return one row a reading and one for none: log confidence, whether none, place."""
    count = len(raw)
    middle = (count + 1) / 2
    rows = [(_log(share), 0.0, middle - i) for i, share in enumerate(raw, start=1)]
    return np.array([*rows, (_log(1.0 - sum(raw)), 1.0, 0.0)])


def _log(share: float) -> float:
    return math.log(min(1.0, max(_LEAST, share)))


def _softmax(values: Floats) -> Floats:
    grown = np.exp(values - values.max())
    shares: Floats = grown / grown.sum()
    return shares


def _curvature(design: Floats, shares: Floats) -> Floats:
    centred = design - shares @ design
    curvature: Floats = centred.T @ (centred * shares[:, None])
    return curvature


def _square(upper: Sequence[float]) -> Floats:
    whole = np.zeros((3, 3))
    whole[_UPPER] = upper
    whole.T[_UPPER] = upper
    return whole
