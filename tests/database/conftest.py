"""Fixtures of the database room: every server that the project is tested on, and a data directory of one's own."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from anyio.from_thread import start_blocking_portal

from service.database.migrations import migrated
from service.database.roles import Addresses, embedded_addresses
from tests.database.servers import create_template, database, embedded, installed_binaries

OLDEST = 15


@pytest.fixture(scope="session", params=["default", f"installed-{OLDEST}"])
def engine_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server of the run, then the oldest PostgreSQL that the register works with."""
    if request.param == "default":
        yield request.getfixturevalue("server_url")
        return
    binaries = installed_binaries(OLDEST)
    if binaries is None:
        pytest.skip(f"no PostgreSQL {OLDEST} is installed on this machine")
    with embedded(tmp_path_factory.mktemp(f"postgres-{OLDEST}"), binaries) as url:
        yield url


@pytest.fixture(scope="session")
def engine_database_url(engine_url: str) -> Iterator[str]:
    """A database with all migrations applied."""
    with create_template(engine_url) as template, database(engine_url, template) as url:
        yield url


@pytest.fixture
def empty_database_url(engine_url: str) -> Iterator[str]:
    """A database without anything in it."""
    with database(engine_url, "template1") as url:
        yield url


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Where an embedded server may put its data; not made yet."""
    return tmp_path / "data"


@pytest.fixture
async def at(database_url: str) -> Addresses:
    """A database on the embedded PostgreSQL, and the two roles on it."""
    _ask_for_the_embedded(database_url)
    return await _roles_on(database_url)


@pytest.fixture(scope="module")
def shared_at(server_url: str, template: str) -> Iterator[Addresses]:
    """The same for tests that leave nothing in it."""
    _ask_for_the_embedded(server_url)
    with database(server_url, template) as url, start_blocking_portal() as portal:
        yield portal.call(_roles_on, url)


def _ask_for_the_embedded(url: str) -> None:
    if urlsplit(url).username != "subreg" or urlsplit(url).hostname:
        pytest.skip("another role can be made on the embedded PostgreSQL alone")


async def _roles_on(url: str) -> Addresses:
    addresses = await embedded_addresses(url)
    assert [] == await migrated(addresses)
    return addresses
