"""Fixtures of the faces: the service without anything in it, and the service with two lists."""

from collections.abc import AsyncIterator

import pytest

from service.rates import Rates
from service.web.limits.limiting import Limits
from tests import factories
from tests.access.issuing import Issuing, issuing
from tests.web.clocks import Clock
from tests.web.running import ACME_CLOUDFLARE, Running, in_days, running


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
async def service(empty: Running) -> Running:
    """A service with a public list and a private one, see `Running.seed`."""
    await empty.seed()
    return empty


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
    document = factories.engagement("Another purpose")
    answer = await service.staff.put(ACME_CLOUDFLARE, json=document, params={"effective_on": str(in_days(60))})
    return answer.headers["Subreg-Change"]
