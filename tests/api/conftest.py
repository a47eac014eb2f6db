"""One installation for all tests of a file; each test has its own shopper."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.api.shop import Shop, open_shop


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    async with open_shop(folder, enable_training_data_collection=True) as opened:
        yield opened
