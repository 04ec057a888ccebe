"""Fixtures of the faces: the service without anything in it, and the service with two lists."""

from collections.abc import AsyncIterator

import pytest

from tests.web.running import Running, running


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Running]:
    """A service whose register has nothing in it."""
    async with running(database_url) as service:
        yield service


@pytest.fixture
async def service(empty: Running) -> Running:
    """A service with a public list and a private one, see `Running.seed`."""
    await empty.seed()
    return empty
