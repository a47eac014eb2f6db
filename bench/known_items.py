"""Make queries of shoppers who know which product they want, some of them mistyped."""

import random
import re
from collections import Counter
from collections.abc import Sequence
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


def _text(product: Product) -> tuple[str, str, str, str]:
    return product.name, product.brand, product.category, product.size


def _query(product: Product, rng: random.Random) -> KnownItem:
    words = re.findall(r"[A-Za-z0-9]+", product.name.lower())
    dropped = set(rng.sample(range(len(words)), rng.randint(0, len(words) // 2)))
    words = [word for place, word in enumerate(words) if place not in dropped]
    mistyped = False
    long = [place for place, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if long and rng.random() < TYPO_SHARE:
        place = rng.choice(long)
        words[place] = _mistype(words[place], rng)
        mistyped = True
    if product.size and rng.random() < SIZE_SHARE:
        words.append(product.size.lower())
    if product.brand and rng.random() < BRAND_SHARE:
        words.append(product.brand.lower())
    return KnownItem(" ".join(words), product.sku, mistyped)


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
