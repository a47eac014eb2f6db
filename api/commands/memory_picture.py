"""Draw what is remembered about one subject as a graph, in SVG."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any, Final

Remembered = Mapping[str, Any]
"""One entry of GET /v1/users/{id}/memories."""

WIDTH: Final = 960
_ROW: Final = 26
_GAP: Final = 14
_TOP: Final = 56
_SUBJECT_X: Final = 92
_RELATION_X: Final = 300
_FACT_X: Final = 430
_LONGEST: Final = 72
_MOST: Final = 8
"""Facts shown for one relation, the surest first; the others are counted."""

_STYLE: Final = """<style>
svg { background: #FBFAF5; font: 13px system-ui, sans-serif; fill: #1C2420 }
.edge { fill: none; stroke: #1F6B45; stroke-width: 1.5 }
.inferred { stroke: #9A4B12 }
.ended { stroke-dasharray: 4 4 }
.muted { fill: #56635B }
.subject { fill: #E3EFE6; stroke: #1F6B45 }
.said { fill: #1F6B45 }
.learned { fill: #9A4B12 }
</style>"""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A fact with its place on the page.

    Attributes:
        fact: What is remembered.
        y: Of its middle, in pixels.
    """

    fact: Remembered
    y: float


def draw(subject: str, memories: Sequence[Remembered]) -> str:
    """Return an SVG of a subject, their relations, and what these lead to.

    Said facts are green, inferred ones amber and fainter the less certain; past ones are dashed.
    Of each relation the surest are drawn, and the others counted.

    Args:
        subject: What to call the person.
        memories: As GET /v1/users/{id}/memories gives them.
    """
    groups, height = _placed(memories)
    middle = (height + _TOP) / 2
    parts = [_STYLE, _legend()]
    for relation, placed in groups:
        parts += _group(relation, placed, middle)
    parts += [
        f'<circle class="subject" cx="{_SUBJECT_X}" cy="{middle:g}" r="42"/>',
        f'<text x="{_SUBJECT_X}" y="{middle + 4:g}" text-anchor="middle">{escape(subject)}</text>',
    ]
    frame = f'viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}"'
    title = f"<title>What is remembered about {escape(subject)}</title>"
    body = "\n".join([title, *parts])
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {frame}>\n{body}\n</svg>\n'


def _placed(memories: Sequence[Remembered]) -> tuple[list[tuple[str, list[_Placed]]], float]:
    """Return the facts of each relation with their places, and the height of the page."""
    ordered = sorted(memories, key=lambda fact: (fact["source"], _relation(fact)))
    groups: list[tuple[str, list[_Placed]]] = []
    y = float(_TOP)
    for relation, facts in groupby(ordered, key=_relation):
        every = sorted(facts, key=lambda fact: -float(fact["confidence"]))
        placed = [_Placed(fact, y + _ROW * n) for n, fact in enumerate(every[:_MOST], start=1)]
        more = len(every) - len(placed)
        groups.append((f"{relation} +{more}" if more else relation, placed))
        y = placed[-1].y + _GAP
    return groups, max(y + _ROW, _TOP + 120.0)


def _group(relation: str, placed: Sequence[_Placed], middle: float) -> Iterator[str]:
    y = sum(each.y for each in placed) / len(placed)
    kind = "" if placed[0].fact["source"] == "explicit" else " inferred"
    yield _curve((_SUBJECT_X + 42, middle), (_RELATION_X - 80, y), f"edge{kind}", 1.0)
    place = f'x="{_RELATION_X}" y="{y + 4:g}" text-anchor="middle"'
    yield f'<text class="muted" {place}>{escape(relation)}</text>'
    for each in placed:
        yield from _fact(each, y)


def _fact(placed: _Placed, start: float) -> Iterator[str]:
    fact, y = placed.fact, placed.y
    learned, ended = fact["source"] != "explicit", bool(fact.get("invalid_at"))
    style = "edge" + (" inferred" if learned else "") + (" ended" if ended else "")
    sure = float(fact["confidence"])
    yield _curve((_RELATION_X + 80, start), (_FACT_X - 8, y), style, 0.35 + 0.65 * sure)
    kind = "learned" if learned else "said"
    yield f'<circle class="{kind}" cx="{_FACT_X}" cy="{y:g}" r="4"/>'
    label = f'<tspan class="muted">{sure:.2f}</tspan> {escape(_shortened(fact["content"]))}'
    yield f'<text x="{_FACT_X + 12}" y="{y + 4:g}">{label}</text>'


def _curve(start: tuple[float, float], end: tuple[float, float], style: str, opacity: float) -> str:
    half = (start[0] + end[0]) / 2
    path = f"M{start[0]:g} {start[1]:g} C{half:g} {start[1]:g} {half:g} {end[1]:g} "
    return f'<path class="{style}" opacity="{opacity:.2f}" d="{path}{end[0]:g} {end[1]:g}"/>'


def _legend() -> str:
    said = '<circle class="said" cx="24" cy="24" r="4"/><text x="34" y="28">said</text>'
    learned = '<circle class="learned" cx="84" cy="24" r="4"/><text x="94" y="28">learned</text>'
    return f'{said}{learned}<text class="muted" x="160" y="28">number: confidence now</text>'


def _relation(fact: Remembered) -> str:
    return str(fact.get("relation") or fact["type"])


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
