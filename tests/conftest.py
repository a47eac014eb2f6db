"""What every test shares: time, ids, public data, real servers, how hard properties are tried."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

from tests import servers
from tests.fakes.clock import FixedClock
from tests.fakes.ids import SeededIds

settings.register_profile("ci", max_examples=30, deadline=None, derandomize=True, database=None)
settings.register_profile("thorough", max_examples=2_000, deadline=None)
settings.load_profile("ci")

_SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_SKIPPED = pytest.StashKey[Counter[str]]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, by name, the tests of servers that are not there."""
    config.stash[_SKIPPED] = servers.skip_without_servers(items)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say which servers were missed, if any."""
    skipped = config.stash.get(_SKIPPED, None)
    if skipped:
        terminalreporter.write_line(servers.summary(skipped))


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


@pytest.fixture
def neo4j_url() -> str:
    """The address of a real Neo4j without a password, for tests marked `server("neo4j")`."""
    return servers.address("neo4j")


@pytest.fixture
def ollama_url() -> str:
    """The address of a real Ollama that has `tiny-hypotheses`, for `server("ollama")`."""
    return servers.address("ollama")


@pytest.fixture
def redis_url() -> str:
    """The address of a real Redis without a password, for tests marked `server("redis")`."""
    return servers.address("redis")


@pytest.fixture
def weaviate_url() -> str:
    """The address of a real Weaviate without a key, for tests marked `server("weaviate")`."""
    return servers.address("weaviate")
