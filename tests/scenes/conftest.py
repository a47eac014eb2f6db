"""One server with the sample shop, shared by all scenes; each scene has its own shopper."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Serving, serving


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    data_dir: Path = tmp_path_factory.mktemp("shop") / "var"
    with serving(
        data_dir, LEAFLOOP_SAMPLES="on", ENABLE_TRAINING_DATA_COLLECTION="true"
    ) as running:
        yield running
