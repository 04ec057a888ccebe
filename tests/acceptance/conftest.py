"""The example lists, loaded once a run as the demo loads them, and cloned for each test that writes."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from service import demo
from service.database.pool import open_pool
from service.law import load_law
from tests.database.servers import Named, cloned, filled
from tests.web.running import Running, lent, running


async def _load(url: str) -> None:
    pool = await open_pool(url)
    await demo.load(pool, load_law(), lambda _: None)
    await pool.close()


@pytest.fixture(scope="session")
def examples_loaded(server_url: str, template: str) -> Iterator[Named]:
    """What names a database with the example lists as they are loaded today, to clone."""
    with filled(server_url, template, _load) as named:
        yield named


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def examples_of_module(server_url: str, examples_loaded: Named) -> AsyncIterator[Running]:
    """What `shared_examples` lends."""
    async with cloned(server_url, examples_loaded()) as url, running(url) as service:
        yield service


@pytest_asyncio.fixture(loop_scope="module")
async def shared_examples(examples_of_module: Running) -> AsyncIterator[Running]:
    """A service with the example lists, shared by the tests of a module that write nothing; one that writes fails."""
    async with lent(examples_of_module) as service:
        yield service


@pytest.fixture
async def examples(server_url: str, examples_loaded: Named) -> AsyncIterator[Running]:
    """A service with the example lists."""
    async with cloned(server_url, examples_loaded()) as url, running(url) as service:
        yield service
