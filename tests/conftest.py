"""What tests of every package share: time, ids, public data, and how hard properties are tried."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.fakes.clock import FixedClock
from tests.fakes.ids import SeededIds

settings.register_profile("ci", max_examples=30, deadline=None, derandomize=True, database=None)
settings.register_profile("thorough", max_examples=2_000, deadline=None)
settings.load_profile("ci")

_SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands still."""
    return FixedClock()


@pytest.fixture
def new_id() -> SeededIds:
    """Ids that are the same in every run."""
    return SeededIds()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The public data beside the checkout; tests that need it are skipped where there is none."""
    if not _SHARED_DATA.is_dir():
        pytest.skip("no public data: ../shared/data is absent")
    return _SHARED_DATA
