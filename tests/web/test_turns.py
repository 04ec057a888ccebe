"""Of what keeps a process busy each key has one at a time."""

import asyncio

import pytest

from service.web.context import Context
from service.web.turns import Turns
from tests.web.running import Running, bearer

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
