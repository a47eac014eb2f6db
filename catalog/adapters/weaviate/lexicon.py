"""Which words and values the live products carry: what typo correction and facets go by."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from catalog.adapters.embedded.codec import search_text
from catalog.adapters.embedded.lexical import splitter, stemmer
from catalog.port import Facets
from domain.allergens import family_of, held_by
from domain.constraints import Constraints
from domain.diets import kept_diets
from domain.measure import Measure, measure_of
from domain.product import Product

_FACETS = ("categories", "brands", "diets", "attributes", "allergens")


@dataclass(slots=True)
class Lexicon:
    """Counts over the products of one generation; Weaviate does not tell its vocabulary.

    Attributes:
        generation: Of the pointer.
        skus: Of every product.
        words: Word as written, without case -> products that carry it.
        stems: Stem -> products that carry it.
        held: Allergen, as held -> products that hold it.
        sizes: Size -> products that come in it.
        values: Facet -> value without case -> products that carry it.
        labels: Facet and value without case -> as first written.
    """

    generation: int
    skus: set[str] = field(default_factory=set)
    words: Counter[str] = field(default_factory=Counter)
    stems: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    sizes: Counter[Measure] = field(default_factory=Counter)
    values: dict[str, Counter[str]] = field(
        default_factory=lambda: {facet: Counter() for facet in _FACETS}
    )
    labels: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, products: Iterable[Product]) -> None:
        """Count products that are live from now on."""
        for product in products:
            self.skus.add(product.sku)
            self._count(product, 1)

    def drop(self, products: Iterable[Product]) -> None:
        """Count products no more."""
        for product in products:
            self.skus.discard(product.sku)
            self._count(product, -1)

    def knows(self, word: str) -> bool:
        """Whether any product carries a word, in this form or with the same stem."""
        return self.words[word] > 0 or any(self.stems[stem] > 0 for stem in stemmer().analyze(word))

    def frequency(self, word: str) -> int:
        """Return the number of products that carry a word in exactly this form."""
        return self.words[word]

    def vocabulary(self) -> list[tuple[str, int]]:
        """Return every word and the number of products that carry it."""
        return [(word, count) for word, count in self.words.items() if count > 0]

    def unsupported(self, constraints: Constraints) -> tuple[str, ...]:
        """Return the values asked for that no product carries at all."""
        asked = (
            ("brands", constraints.brands),
            ("categories", constraints.categories),
            ("diets", constraints.diets),
            ("attributes", constraints.attributes),
        )
        missing = [
            value
            for facet, values in asked
            for value in values
            if not self.values[facet][value.casefold()]
        ]
        missing += [
            allergen
            for allergen in constraints.free_from
            if not any(self.held[name] for name in family_of(allergen))
        ]
        return (*missing, *(size for size in constraints.sizes if not self._packs(size)))

    def facets(self) -> Facets:
        """Count the products behind each value, most frequent first."""
        return Facets(**{facet: self._ranked(facet) for facet in _FACETS})

    def _packs(self, text: str) -> bool:
        size = measure_of(text)
        return size is not None and any(
            count > 0 and other.same(size) for other, count in self.sizes.items()
        )

    def _ranked(self, facet: str) -> dict[str, int]:
        pairs = [
            (-count, self.labels[facet, value])
            for value, count in self.values[facet].items()
            if value and count > 0
        ]
        return {label: -count for count, label in sorted(pairs)}

    def _count(self, product: Product, step: int) -> None:
        texts = search_text(product)
        for word in set(splitter().analyze(" ".join(texts))):
            self.words[word] += step
        for stem in {stem for text in texts for stem in stemmer().analyze(text)}:
            self.stems[stem] += step
        for name in held_by(product) or ():
            self.held[name] += step
        size = measure_of(product.size)
        if size is not None:
            self.sizes[size] += step
        for facet, values in zip(
            _FACETS,
            (
                (product.category,),
                (product.brand,),
                kept_diets(product),
                product.attributes,
                product.allergens or (),
            ),
            strict=True,
        ):
            for value, label in {value.casefold(): value for value in reversed(values)}.items():
                self.values[facet][value] += step
                self.labels.setdefault((facet, value), label)
