"""How long the service waits: for a client, for a connection, for the end of a request."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from service.web.context import Context
from tests import factories
from tests.web.running import Running, all_lent, running
from tests.web.test_limits import without_memory

FEED = "/lists/acme/feed.atom"
SLOW = b'{"name": "Slow"}'


async def trickle(pause: float) -> AsyncIterator[bytes]:
    """A document, byte after byte."""
    for byte in SLOW:
        yield bytes((byte,))
        await asyncio.sleep(pause)


async def put(service: Running, pause: float) -> httpx.Response:
    """Send a document slowly."""
    return await service.staff.put("/v1/controllers/slow", content=trickle(pause))


async def test_a_body_that_trickles_is_given_up(service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bytes may come one by one, but all in time; else it is 408, nothing is stored, and no connection was held."""
    assert 201 == (await put(service, 0.001)).status_code
    monkeypatch.setattr("service.web.limits.patience.BODY_SECONDS", 0.2)
    before = await service.everything()
    slow = asyncio.create_task(put(service, 0.1))
    await asyncio.sleep(0.1)
    context: Context = service.app.state.context
    assert context.pool.get_size() == context.pool.get_idle_size()
    answer = await slow
    assert (408, "urn:subreg:problem:request-timeout") == (answer.status_code, answer.json()["type"])
    assert before == await service.everything()


async def test_a_request_ends(service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that takes longer than any may is given up with 503, and gives its connection back."""
    context: Context = service.app.state.context
    monkeypatch.setattr("service.web.limits.patience.REQUEST_SECONDS", 0.3)
    async with service.pool.acquire() as conn, conn.transaction():
        await conn.execute("LOCK TABLE version IN ACCESS EXCLUSIVE MODE")
        answer = await service.staff.get("/v1/controllers")
        assert (503, "5") == (answer.status_code, answer.headers["Retry-After"])
        assert "too long" in answer.json()["detail"]
        assert 1 == context.pool.get_size() - context.pool.get_idle_size()
    monkeypatch.undo()
    assert 200 == (await service.staff.get("/v1/controllers")).status_code


async def test_a_write_that_is_given_up_leaves_nothing(service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given up in the midst of its transaction, it is told as not known, undone whole, and made when sent again."""
    path, document = "/v1/controllers/acme/subprocessors/cloudflare", factories.engagement(purpose="Another")
    before = await service.everything()
    async with service.pool.acquire() as conn, conn.transaction():
        await conn.execute("LOCK TABLE notice IN ACCESS EXCLUSIVE MODE")
        monkeypatch.setattr("service.web.limits.patience.REQUEST_SECONDS", 1.0)
        answer = await service.staff.put(path, json=document)
        assert 503 == answer.status_code
        assert "not known" in answer.json()["detail"]
    monkeypatch.undo()
    assert before == await service.everything()
    assert 200 == (await service.staff.put(path, json=document)).status_code


async def test_greedy_requests_leave_the_feeds_alone(service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """While all other connections are in use, feeds are read, looks go on, and the rest is told when to come again."""
    context: Context = service.app.state.context
    async with all_lent(context.feeds):  # so that each is open: nobody waits for that below
        pass
    monkeypatch.setattr("service.database.pool._LEND_SECONDS", 0.3)
    async with all_lent(context.pool):
        for path, status in ((FEED, 200), ("/lists/closed/feed.atom", 401), ("/health/ready", 200)):
            without_memory(service)
            assert status == (await service.reader.get(path)).status_code, path
        for answer in (
            await service.staff.get("/v1/controllers"),
            await service.reader.get("/lists/acme"),
            await service.staff.put("/v1/controllers/acme", json=factories.controller()),
        ):
            assert (503, "5") == (answer.status_code, answer.headers["Retry-After"])
    assert 200 == (await service.staff.get("/v1/controllers")).status_code


@pytest.mark.parametrize(("size", "kept", "rest"), [(1, 1, 1), (2, 1, 1), (10, 2, 8), (40, 10, 30)])
async def test_a_quarter_of_the_connections_is_kept_for_feeds(
    database_url: str, size: int, kept: int, rest: int
) -> None:
    """Together no more than are set, but for one alone: each side needs one."""
    async with running(database_url, pool_size=size) as service:
        context: Context = service.app.state.context
        assert (kept, rest) == (context.feeds.get_max_size(), context.pool.get_max_size())
