"""Fixtures of the register: a desk whose writes vanish with the test, and a pool for writes that are committed."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from service.database.pool import Pool, open_pool
from tests.register.desk import Desk


@pytest.fixture
def desk(conn: "asyncpg.Connection[asyncpg.Record]") -> Desk:
    return Desk.on(conn)


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    opened = await open_pool(database_url, max_size=12)
    yield opened
    await opened.close()


@pytest.fixture
async def committed(pool: Pool) -> Desk:
    """A desk whose writes are committed, at a register with a list that engages one sub-processor in Ireland."""
    found = Desk.of(pool)
    await found.controller("alfa")
    await found.subprocessor("cloud")
    await found.engage("alfa", "cloud")
    return found
