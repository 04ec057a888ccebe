"""Limits as two processes of the real server keep them together."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from tests import factories
from tests.acceptance.programs import KEY, serving
from tests.web.running import bearer

RATE = 30  # requests a minute: a process alone gives one more every two seconds


async def test_two_processes_keep_one_limit(database_url: str, tmp_path: Path) -> None:
    """Who used up its rate at one process is refused by the other too, and taken after it waited as told."""
    async with AsyncExitStack() as stack:
        clients = []
        for _ in range(2):
            address = await stack.enter_async_context(
                serving(database_url, tmp_path, SUBREG_RATE_LIMITS=f"address={RATE}")
            )
            clients.append(await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=30)))
        one, other = clients
        document = factories.controller()
        assert 201 == (await one.put("/v1/controllers/acme", json=document, headers=bearer(KEY))).status_code
        while (await one.get("/lists/acme")).status_code == httpx.codes.OK:
            pass
        statuses: list[int] = []
        while httpx.codes.TOO_MANY_REQUESTS not in statuses:
            answer = await other.get("/lists/acme")
            statuses.append(answer.status_code)
            await asyncio.sleep(0.3)
        assert statuses.count(200) < RATE / 2
        # Twice at most: what one let through in its last second the other may have heard of only after it refused.
        waited = 0
        while answer.status_code != httpx.codes.OK and waited < 2:
            await asyncio.sleep(int(answer.headers["Retry-After"]))
            answer, waited = await other.get("/lists/acme"), waited + 1
        assert 200 == answer.status_code
