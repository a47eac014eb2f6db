"""What was read of a sentence so far."""

from dataclasses import dataclass, field

from domain.constraints import Constraints
from domain.taken_back import TakenBack
from domain.understanding import Intent, Reference, Relative
from llm.adapters.rules.understanding.lexicon import Lexicon
from llm.adapters.rules.understanding.sheet import Sheet
from llm.port import Utterance


@dataclass(slots=True)
class Draft:
    """A sentence that is being read.

    Attributes:
        sheet: What is left of it.
        utterance: The sentence, and what it may refer to.
        lexicon: The catalogue's names.
        intent: What is to happen, once known.
        limits: Name of a constraint that is a number -> its value.
        lists: Name of a constraint that is a list -> its values, in order.
        in_stock: Whether only what is in stock will do.
        quantity: How many.
        pointed: Where the sentence points, and at what.
        relative: Wishes beside what was shown.
        occasion: Such as `breakfast`.
        unsupported: Where it asks for what no filter gives, and in which words.
        taken_back: Where it takes something back that was asked for before, and what.
        target: Where the thing is named that a substitute is wanted for.
    """

    sheet: Sheet
    utterance: Utterance
    lexicon: Lexicon
    intent: Intent | None = None
    limits: dict[str, float] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    in_stock: bool = False
    quantity: float | None = None
    pointed: list[tuple[int, Reference]] = field(default_factory=list)
    relative: list[Relative] = field(default_factory=list)
    occasion: str = ""
    unsupported: list[tuple[int, str]] = field(default_factory=list)
    taken_back: list[tuple[int, TakenBack]] = field(default_factory=list)
    target: tuple[int, int] | None = None

    def note(self, name: str, value: str) -> None:
        """Add a value to a constraint that is a list, once."""
        values = self.lists.setdefault(name, [])
        if value.casefold() not in map(str.casefold, values):
            values.append(value)

    def lack(self, place: int, words: str) -> None:
        """Note words that no filter gives."""
        if words and all(words != other for _, other in self.unsupported):
            self.unsupported.append((place, words))

    def take_back(self, place: int, one: TakenBack) -> None:
        """Note what no longer has to hold, once."""
        if all(one != other for _, other in self.taken_back):
            self.taken_back.append((place, one))

    def wish(self, wish: Relative) -> None:
        """Note a wish beside what was shown, once."""
        if wish not in self.relative:
            self.relative.append(wish)

    def point(self, place: int, reference: Reference) -> None:
        """Note what the sentence points at."""
        self.pointed.append((place, reference))

    @property
    def going_on(self) -> bool:
        """Whether something was looked for before, so that this may refine it."""
        asked = self.utterance.asked
        return bool(asked.query or self.utterance.shown) or not asked.constraints.empty

    def constraints(self) -> Constraints:
        """Return what every result must satisfy."""
        lists = {name: tuple(values) for name, values in self.lists.items()}
        return Constraints(in_stock=self.in_stock or None, **self.limits, **lists)  # type: ignore[arg-type]
