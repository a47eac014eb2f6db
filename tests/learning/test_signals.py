"""The files in config/ hold the defaults, so that editing one starts from what is true."""

from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from learning.ranking.weights import DEFAULT as STRATEGIES
from learning.ranking.weights import HYBRID
from learning.signals import DEFAULT

CONFIG = Path(__file__).resolve().parents[2] / "config"


def test_the_signals_file_holds_the_defaults() -> None:
    assert yaml.safe_load((CONFIG / "signals.yaml").read_text()) == asdict(DEFAULT)


def test_the_strategies_file_holds_the_defaults() -> None:
    assert yaml.safe_load((CONFIG / "strategies.yaml").read_text()) == asdict(STRATEGIES)


def test_strategies_are_found_by_name() -> None:
    assert STRATEGIES.named("hybrid") is HYBRID
    assert set(STRATEGIES.all()) == {"popular", "personal", "similar", "content", "hybrid"}


def test_an_unknown_strategy_is_an_error() -> None:
    with pytest.raises(KeyError):
        STRATEGIES.named("psychic")
