"""Find what is shipped beside the code: the rules, the sample shop, and the built web app."""

from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """Return a folder of the checkout, or its copy in an installed wheel.

    Args:
        name: `config`, `samples` or `web/dist`; a web app that was not built is nowhere.
    """
    in_checkout = _HERE.parent / name
    return in_checkout if in_checkout.is_dir() else _HERE / name
