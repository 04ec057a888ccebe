"""Who asks, where a proxy stands between."""

from collections.abc import AsyncIterator

import pytest

from service.rates import Rates
from service.web.limits.limiting import Limits
from tests.web.running import Running, running
from tests.web.test_limits import reader_at

RATES = Rates(address=10)
LIST = "/lists/acme"


@pytest.fixture
async def trusting(database_url: str, made: list[Limits]) -> AsyncIterator[Running]:
    """A service that trusts the proxies of one network and one more, on a clock that stands."""
    assert not made
    async with running(database_url, rate_limits=RATES, trusted_proxies=("10.0.0.0/8", "fd00::1/128")) as service:
        await service.seed()
        yield service


async def refused(service: Running, peer: str, *forwarded: str) -> int:
    """How many of twelve requests are refused, each with the next X-Forwarded-For of those given, over and over."""
    async with reader_at(service, peer) as reader:
        answers = [
            await reader.get(LIST, headers={"X-Forwarded-For": forwarded[n % len(forwarded)]} if forwarded else {})
            for n in range(12)
        ]
    return [answer.status_code for answer in answers].count(429)


MANY = [f"192.0.2.{number}" for number in range(12)]


async def test_a_stranger_cannot_write_another_address(trusting: Running) -> None:
    """X-Forwarded-For of who is no trusted proxy is not read."""
    assert 2 == await refused(trusting, "198.51.100.1", *MANY)


@pytest.mark.parametrize("proxy", ["10.1.2.3", "fd00::1"])
async def test_behind_a_trusted_proxy_each_client_counts_apart(trusting: Running, proxy: str) -> None:
    """Each address that the proxy names has its own count, and one that comes again has one."""
    assert (0, 2) == (await refused(trusting, proxy, *MANY), await refused(trusting, proxy, "192.0.2.77"))


async def test_what_a_client_writes_before_the_proxy_adds_is_not_read(trusting: Running) -> None:
    """The last address that is no trusted proxy counts, whatever stands before it."""
    assert 2 == await refused(trusting, "10.1.2.3", *(f"{made_up}, 192.0.2.99, 10.9.9.9" for made_up in MANY))


@pytest.mark.parametrize("words", [["unknown", "_hidden", "x"], [f"192.0.2.1:{port}" for port in range(12)]])
async def test_what_is_no_address_counts_as_one(trusting: Running, words: list[str]) -> None:
    """Words and ports in the place of an address give no new count."""
    assert 2 == await refused(trusting, "10.1.2.3", *words)


async def test_by_default_no_proxy_is_trusted(database_url: str, made: list[Limits]) -> None:
    """Not even one on this machine."""
    assert not made
    async with running(database_url, rate_limits=RATES) as service:
        await service.seed()
        assert 2 == await refused(service, "127.0.0.1", *MANY)
