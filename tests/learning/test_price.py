"""A price fits when it is near what the subject pays."""

import math

import pytest

from domain.profile import PriceLevel
from learning.price import MEMORY, fit, paid

LEVEL = PriceLevel(8, math.log(4.0))


def test_prices_far_off_fit_less_on_both_sides() -> None:
    assert fit(LEVEL, 4.0) > fit(LEVEL, 2.0) > fit(LEVEL, 1.0)
    assert fit(LEVEL, 8.0) == pytest.approx(fit(LEVEL, 2.0))


@pytest.mark.parametrize("price", [None, 0.0, -1.0])
def test_an_unknown_price_fits_nothing(price: float | None) -> None:
    assert fit(LEVEL, price) == fit(PriceLevel(), 4.0) == 0.0


def test_old_prices_fade_in_the_end() -> None:
    level = None
    for price in [1.0] * 500 + [8.0] * 200:
        level = paid(level, price)
    assert level is not None
    assert level.count == MEMORY
    assert math.exp(level.mean_log) > 7.0
