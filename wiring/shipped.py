"""Find what is shipped beside the code: the rules, and the sample shop."""

from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """Return a folder of the checkout, or its copy in an installed wheel.

    Args:
        name: `config` or `samples`.
    """
    in_checkout = _HERE.parent / name
    return in_checkout if in_checkout.is_dir() else _HERE / name
