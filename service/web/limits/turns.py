"""Turns: of what keeps a process busy for seconds, each caller has one at a time.

Between two steps of such work all else is answered, polls too, so how long they wait grows with how many there are.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Turns:
    """Whose turn it is, by the name of the caller; a name is known while somebody has its turn or waits for it."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, caller: str) -> AsyncIterator[None]:
        """Wait until nothing else is done for this caller, and have the turn while the block lasts."""
        lock = self._locks.get(caller)
        if lock is None:
            lock = self._locks[caller] = asyncio.Lock()
        async with lock:
            yield
