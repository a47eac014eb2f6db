"""One server with the sample shop for a file of scenes; each scene has its own shopper."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emptied import emptied
from tests.serving import Serving, serving

GRAPHS = ["sqlite", pytest.param("neo4j", marks=pytest.mark.server("neo4j"))]


@pytest.fixture(scope="module", params=GRAPHS)
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    data_dir: Path = tmp_path_factory.mktemp("shop") / "var"
    with serving(
        data_dir,
        LEAFLOOP_SAMPLES="on",
        ENABLE_TRAINING_DATA_COLLECTION="true",
        LEAFLOOP_GRAPH=emptied(request.param),
    ) as running:
        yield running


@pytest.fixture(params=GRAPHS)
def graph(request: pytest.FixtureRequest) -> str:
    """LEAFLOOP_GRAPH of an empty graph."""
    return emptied(request.param)
