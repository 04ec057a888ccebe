"""Fixtures of the register: a desk whose writes vanish with the test, and a pool for writes that are committed."""

from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest

from service.database.pool import Pool, open_pool
from service.register.scope import engagement
from tests import factories
from tests.register.desk import Desk

PAIR = engagement(("alfa", "cloud"))


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


@pytest.fixture
async def logged(committed: Desk) -> Desk:
    """A register of two lists, one of which has a change of its document and five of an engagement in its chain."""
    await committed.controller("bravo")
    for purpose in ("Hosting", "Støtte – 日本 😀", 'Line "two" \\ three'):
        await committed.put(PAIR, factories.engagement(purpose), manner="correction")
    await committed.put(PAIR, factories.engagement("Later"), date(2200, 12, 31))
    return committed
