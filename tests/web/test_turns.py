"""Of what keeps a process busy each key has one at a time."""

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest

from service.database.pool import lending
from service.web.context import Context
from service.web.limits.turns import Turns
from tests.web.running import BOOTSTRAP, Running, bearer

ALL = "/v1/findings"


@pytest.mark.parametrize("accept", ["application/json", "application/x-ndjson"])
async def test_a_key_has_all_lists_checked_once_at_a_time(service: Running, accept: str) -> None:
    """The second request waits for the first of its key; other keys, and all else of this one, wait for nobody."""
    context: Context = service.app.state.context
    headers = {"Accept": accept}
    other = headers | bearer((await service.key("check")).secret)
    async with context.turns.of("bootstrap"):
        waiting = asyncio.create_task(service.staff.get(ALL, headers=headers))
        assert 200 == (await service.reader.get(ALL, headers=other)).status_code
        for path in ("/v1/controllers", "/v1/controllers/acme/findings"):
            assert 200 == (await service.staff.get(path)).status_code
        assert not waiting.done()
    answer = await waiting
    assert 200 == answer.status_code
    assert "R42" in answer.text


async def test_turns_end_with_an_error(service: Running) -> None:
    """Who is refused in its turn, or gives up while it waits, leaves the turn to the next."""
    context: Context = service.app.state.context
    assert 400 == (await service.staff.get(ALL, params={"on": "9999-12-31"})).status_code
    async with context.turns.of("bootstrap"):
        waiting = asyncio.create_task(service.staff.get(ALL))
        await asyncio.sleep(0.1)
        waiting.cancel()
        await asyncio.wait({waiting})
    assert waiting.cancelled()
    assert 200 == (await service.staff.get(ALL)).status_code


@pytest.fixture
def _no_garbage_collector() -> Iterator[None]:
    """Keep the garbage collector away: what it would give back, by chance, somebody forgot."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_no_garbage_collector")
async def test_who_leaves_in_the_midst_leaves_the_turn(service: Running) -> None:
    """A client that goes away while lines are on their way to it has its turn no longer, nor a connection."""
    context: Context = service.app.state.context
    sending, goes = asyncio.Event(), asyncio.Event()

    async def receive() -> Any:  # noqa: ANN401 — a message of ASGI
        if not reading.pop():
            await goes.wait()
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401 — a message of ASGI
        if message["type"] == "http.response.body":
            sending.set()
            await asyncio.Event().wait()  # nobody reads

    reading = [False, True]
    headers = {"Authorization": f"Bearer {BOOTSTRAP}", "Accept": "application/x-ndjson"}
    fields = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope: Any = {"type": "http", "method": "GET", "path": ALL, "query_string": b"", "headers": fields, "state": {}}
    asking = asyncio.create_task(service.app(scope, receive, send))
    await sending.wait()
    waiting = asyncio.create_task(service.staff.get(ALL))
    goes.set()
    async with asyncio.timeout(10):
        await asyncio.wait({asking})
        assert 200 == (await waiting).status_code
    assert 0 == lending(context.pool).in_use


async def test_turns_are_forgotten() -> None:
    """Nothing is kept of a caller that neither has a turn nor waits for one."""
    turns, order = Turns(), list[str]()

    async def work(caller: str, word: str) -> None:
        async with turns.of(caller):
            order.append(f"{word} begins")
            await asyncio.sleep(0)
            order.append(f"{word} ends")

    await asyncio.gather(work("a", "one"), work("a", "two"), work("b", "other"))
    assert order.index("one ends") < order.index("two begins")
    assert order.index("other begins") < order.index("one ends")
    assert not turns._locks  # noqa: SLF001 — that nothing is kept cannot be seen from outside
