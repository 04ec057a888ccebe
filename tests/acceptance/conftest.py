"""The example lists, loaded once a run as the demo loads them, and cloned for each test that writes."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from anyio.from_thread import start_blocking_portal

from service import demo
from service.database.pool import open_pool
from service.law import load_law
from tests.database.servers import clone, database, database_name, drop
from tests.web.running import Running, lent, running


async def _load(url: str) -> None:
    pool = await open_pool(url)
    await demo.load(pool, load_law(), lambda _: None)
    await pool.close()


@pytest.fixture(scope="session")
def examples_template(server_url: str, template: str) -> Iterator[str]:
    """The name of a database with the example lists, to clone."""
    with database(server_url, template) as url, start_blocking_portal() as portal:
        portal.call(_load, url)
        yield database_name(url)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def examples_of_module(server_url: str, examples_template: str) -> AsyncIterator[Running]:
    """What `shared_examples` lends."""
    url = await clone(server_url, examples_template)
    async with running(url) as service:
        yield service
    await drop(server_url, url)


@pytest_asyncio.fixture(loop_scope="module")
async def shared_examples(examples_of_module: Running) -> AsyncIterator[Running]:
    """A service with the example lists, shared by the tests of a module that write nothing; one that writes fails."""
    async with lent(examples_of_module) as service:
        yield service


@pytest.fixture
async def examples(server_url: str, examples_template: str) -> AsyncIterator[Running]:
    """A service with the example lists."""
    url = await clone(server_url, examples_template)
    async with running(url) as service:
        yield service
    await drop(server_url, url)
