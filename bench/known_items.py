"""Make queries of shoppers who know which product or which kind they want, some mistyped."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.product import Product

TYPO_SHARE: Final = 0.3
BRAND_SHARE: Final = 0.5
SIZE_SHARE: Final = 2 / 3
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A query and the one product it is after.

    Attributes:
        query: What the shopper types.
        sku: What they mean.
        mistyped: Whether one word has a typo.
    """

    query: str
    sku: str
    mistyped: bool


@dataclass(frozen=True, slots=True)
class KindQuery:
    """A query for a kind of product, and how well each product answers it.

    Attributes:
        kind: Which values it names, such as `category + brand`.
        query: What the shopper types.
        grades: sku -> 2 for a product with every value named, 1 for one with the category only.
        mistyped: Whether one word has a typo.
    """

    kind: str
    query: str
    grades: Mapping[str, float]
    mistyped: bool


KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "category + brand": ("category", "brand"),
    "category + size": ("category", "size"),
    "department": ("department",),
    "brand": ("brand",),
}
"""Kind of query -> the fields it names values of."""

ALL: Final = 2.0
SOME: Final = 1.0


def known_items(products: Sequence[Product], count: int, seed: int = 7) -> list[KnownItem]:
    """Return queries for products that no other product equals in name, brand, category and size.

    A query has at least half of the words of the name, in order; in two thirds of the cases the
    size, where there is one; in half of them the brand. In three of ten, one word of five letters
    or more gets a typo: a letter dropped, doubled, replaced, or swapped with the next.

    Args:
        products: The catalogue.
        count: Number of queries wanted; fewer when there are fewer such products.
        seed: Same seed, same queries.
    """
    rng = random.Random(seed)
    same = Counter(map(_text, products))
    unique = [product for product in products if same[_text(product)] == 1]
    chosen = rng.sample(unique, min(count, len(unique)))
    return [_query(product, rng) for product in chosen]


def kind_queries(products: Sequence[Product], count: int, seed: int = 7) -> list[KindQuery]:
    """Return queries that name values of fields; whatever carries all of them is relevant.

    Each kind of `KINDS` has as many, as far as there are that many combinations of values; a
    combination is drawn with the share of products that carry it. The words of a value are typed
    in lower case, its punctuation left out; three of ten have a typo as in `known_items`.

    Args:
        products: The catalogue.
        count: Number of queries wanted, over all kinds.
        seed: Same seed, same queries.
    """
    rng, made = random.Random(seed), list[KindQuery]()
    for kind, fields in KINDS.items():
        having: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for product in products:
            values = tuple(getattr(product, field) for field in fields)
            if all(map(_words, values)):
                having[values].append(product.sku)
        shelves = _shelves(products) if len(fields) > 1 else {}
        for values in _drawn(having, count // len(KINDS), rng):
            words = [word for value in values for word in _words(value)]
            mistyped = _with_typo(words, rng)
            grades = dict.fromkeys(shelves.get(values[0], ()), SOME)
            grades.update(dict.fromkeys(having[values], ALL))
            made.append(KindQuery(kind, " ".join(words), grades, mistyped))
    return made


def _drawn(
    having: Mapping[tuple[str, ...], list[str]], count: int, rng: random.Random
) -> list[tuple[str, ...]]:
    """Draw combinations, without a second time for any, by the number of their products."""
    # Efraimidis and Spirakis 2006: the largest u ** (1 / weight).
    keys = {values: rng.random() ** (1 / len(skus)) for values, skus in having.items()}
    return sorted(keys, key=lambda values: -keys[values])[:count]


def _shelves(products: Sequence[Product]) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for product in products:
        found[product.category].append(product.sku)
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _text(product: Product) -> tuple[str, str, str, str]:
    return product.name, product.brand, product.category, product.size


def _query(product: Product, rng: random.Random) -> KnownItem:
    words = _words(product.name)
    dropped = set(rng.sample(range(len(words)), rng.randint(0, len(words) // 2)))
    words = [word for place, word in enumerate(words) if place not in dropped]
    mistyped = _with_typo(words, rng)
    if product.size and rng.random() < SIZE_SHARE:
        words.append(product.size.lower())
    if product.brand and rng.random() < BRAND_SHARE:
        words.append(product.brand.lower())
    return KnownItem(" ".join(words), product.sku, mistyped)


def _with_typo(words: list[str], rng: random.Random) -> bool:
    """Mistype one word in three of ten lists, in place; return whether it was done."""
    long = [place for place, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not long or rng.random() >= TYPO_SHARE:
        return False
    place = rng.choice(long)
    words[place] = _mistype(words[place], rng)
    return True


def _mistype(word: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return rng.choice(
        (
            before + after,
            before + letter + letter + after,
            before + rng.choice(_LETTERS.replace(letter, "")) + after,
            before + after[0] + letter + after[1:],
        )
    )
