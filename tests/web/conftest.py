"""Fixtures of the faces: the service without anything in it, and the service with two lists.

`shared` is for tests that only read: all those of a module have one service, and one event loop with it. `service` is
a service of one's own, for tests that write.
"""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from service.rates import Rates
from service.web.limits.limiting import Limits
from tests import factories
from tests.access.issuing import Issuing, issuing
from tests.database.servers import Named, cloned, filled
from tests.web.clocks import Clock
from tests.web.running import ACME_CLOUDFLARE, Running, in_days, lent, running


async def _seed(url: str) -> None:
    async with running(url) as service:
        await service.seed()


@pytest.fixture(scope="session")
def seeded(server_url: str, template: str) -> Iterator[Named]:
    """What names a database with a public list and a private one that begin today, see `Running.seed`; to clone."""
    with filled(server_url, template, _seed) as named:
        yield named


@pytest.fixture
async def seeded_url(server_url: str, seeded: Named) -> AsyncIterator[str]:
    """A database of one's own with a public list and a private one."""
    async with cloned(server_url, seeded()) as url:
        yield url


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Running]:
    """A service whose register has nothing in it."""
    async with running(database_url) as service:
        yield service


@pytest.fixture
async def issuer() -> AsyncIterator[Issuing]:
    """An issuer of access tokens that runs; no service trusts it unless told to."""
    async with issuing() as made:
        yield made


@pytest.fixture
async def service(seeded_url: str) -> AsyncIterator[Running]:
    """A service with a public list and a private one, see `Running.seed`."""
    async with running(seeded_url) as service:
        yield service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service_of_module(server_url: str, seeded: Named) -> AsyncIterator[Running]:
    """What `shared` lends; a fixture of the module may add to it what several tests read."""
    async with cloned(server_url, seeded()) as url, running(url) as service:
        yield service


@pytest_asyncio.fixture(loop_scope="module")
async def shared(service_of_module: Running) -> AsyncIterator[Running]:
    """The service of `service`, shared by the tests of a module that write nothing; one that writes fails."""
    async with lent(service_of_module) as service:
        yield service


@pytest.fixture
def clock() -> Clock:
    """A clock of one's own."""
    return Clock()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> list[Limits]:
    """The limits of the services of a test, on its clock, in the order in which the services begin."""
    found: list[Limits] = []

    def limits(rates: Rates) -> Limits:
        found.append(Limits(rates, clock))
        return found[-1]

    monkeypatch.setattr("service.app.Limits", limits)
    return found


@pytest.fixture
async def planned(service: Running) -> str:
    """The id of a change that is planned."""
    return await _plan(service)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_plan(service_of_module: Running) -> str:
    """The same in the service that tests share."""
    return await _plan(service_of_module)


async def _plan(service: Running) -> str:
    document = factories.engagement("Another purpose")
    answer = await service.staff.put(ACME_CLOUDFLARE, json=document, params={"effective_on": str(in_days(60))})
    return answer.headers["Subreg-Change"]
