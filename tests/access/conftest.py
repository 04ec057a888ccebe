"""Fixtures of those who come with access tokens."""

from collections.abc import AsyncIterator

import pytest

from tests.access.issuing import Issuing, issuing


@pytest.fixture
async def issuer() -> AsyncIterator[Issuing]:
    """An issuer that runs."""
    async with issuing() as made:
        yield made
