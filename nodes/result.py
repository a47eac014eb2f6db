"""A candidate as JSON values: the form in which every route and every proposal shows it."""

from typing import Any

import msgspec

from domain.clock import to_rfc3339
from domain.product import Product
from domain.proposal import Candidate, Usual
from learning.substitution import Substitute


def result_of(candidate: Candidate, *, explain: bool = False) -> dict[str, Any]:
    """Return a result as 3 parts: the product, where it stands, and why.

    Args:
        candidate: What is shown.
        explain: Also return the value of every ranking feature.
    """
    values: dict[str, Any] = msgspec.to_builtins(unwritten(candidate, explain=explain))
    return values


def unwritten(candidate: Candidate, *, explain: bool = False) -> dict[str, Any]:
    """Return `result_of` with values of the domain in it, for msgspec to write as JSON at once.

    Args:
        candidate: What is shown.
        explain: Also return the value of every ranking feature.
    """
    result: dict[str, Any] = {
        "product": candidate.product,
        "position": candidate.position,
        "score": round(candidate.score, 6),
        "reasons": candidate.reasons,
        "usual": usual_of(candidate.usual),
    }
    if candidate.personal is not None:
        result["personal"] = candidate.personal
    if explain:
        result["features"] = {name: round(v, 6) for name, v in candidate.features.items()}
    return result


def product_of(product: Product) -> dict[str, Any]:
    """Return a product as JSON values."""
    values: dict[str, Any] = msgspec.to_builtins(product)
    return values


def substitute_of(one: Substitute) -> dict[str, Any]:
    """Return a substitute as JSON values: the product, its likeness, and what speaks for it."""
    return {
        "product": product_of(one.product),
        "score": round(one.score, 6),
        "reasons": msgspec.to_builtins(one.reasons),
    }


def usual_of(usual: Usual | None) -> dict[str, Any] | None:
    """Return how a subject usually buys a product, leaving out what is not known."""
    if usual is None:
        return None
    values: dict[str, Any] = {"quantity": usual.quantity}
    if usual.last_bought is not None:
        values["last_bought"] = to_rfc3339(usual.last_bought)
    if usual.due is not None:
        values["due"] = usual.due
    if usual.every_days is not None:
        values["every_days"] = round(usual.every_days, 1)
    return values
