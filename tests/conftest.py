"""The database of the tests: real PostgreSQL, one server a run, and never a mock.

`SUBREG_TEST_DATABASE_URL` names the server when it is set (its role needs CREATEDB); else it is PostgreSQL 18 in a
container where a Docker daemon answers; else the embedded one, of the binaries in `SUBREG_POSTGRES_BIN` or the wheel.

`conn` is a connection inside a transaction that is rolled back: take it by default. `database_url` is a fresh database
of one's own, for tests that need several connections or commits. `shared` (tests/web) and `shared_examples`
(tests/acceptance) are services that the tests of a module share which write nothing; one that writes fails.
"""

import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import pytest

from service.database.pool import open_connection
from tests.database.servers import chosen_server, clone, create_template, database, drop

SERVER_URL = os.environ.get("SUBREG_TEST_DATABASE_URL")
BINARIES = os.environ.get("SUBREG_POSTGRES_BIN")

SHARED = {"shared", "shared_examples"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests that share a service in the event loop of their module, in which it lives."""
    for item in items:
        if isinstance(item, pytest.Function) and SHARED & {*item.fixturenames}:
            item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)


@pytest.fixture(autouse=True)
def one_day() -> None:
    """Begin no test where a day (UTC) ends: what it takes for today would be yesterday for the service."""
    left = 86_400 - time.time() % 86_400
    if left < 30:
        time.sleep(left)


@pytest.fixture(scope="session", autouse=True)
def ctrl_c() -> None:
    """Let programs that tests start hear Ctrl-C: a shell that begins these tests in its background ignores it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def no_settings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("SUBREG_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    # Under pytest-xdist all workers of a run share the parent of their directories, and so the embedded server.
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with ExitStack() as stack:
        binaries = Path(BINARIES) if BINARIES else None
        yield SERVER_URL or stack.enter_context(chosen_server(shared / "postgres", binaries))


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    with create_template(server_url) as name:
        yield name


@pytest.fixture(scope="session")
def shared_database_url(server_url: str, template: str) -> Iterator[str]:
    with database(server_url, template) as url:
        yield url


@pytest.fixture
async def database_url(server_url: str, template: str) -> AsyncIterator[str]:
    url = await clone(server_url, template)
    yield url
    await drop(server_url, url)


@pytest.fixture
async def conn(shared_database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await open_connection(shared_database_url)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()
