"""What was made once and is kept within a bound of memory."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST_BYTES = 64 * 2**20


class Bounded(Generic[Key, Value]):
    """Values by key. The longest unused give way to new ones; for one that is larger than the bound none does."""

    def __init__(
        self,
        size: Callable[[Value], int],
        most_bytes: int = MOST_BYTES,
        let_go: Callable[[Key, Value], None] = lambda _key, _value: None,
    ) -> None:
        """Take how many bytes a value keeps, the bound of them all, and who is told of each that gave way.

        One that was too large to be kept gave way at once.
        """
        self._size, self._most, self._let_go, self._bytes = size, most_bytes, let_go, 0
        self._kept: OrderedDict[Key, Value] = OrderedDict()

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)

    @property
    def bytes_kept(self) -> int:
        """How many bytes are kept."""
        return self._bytes

    def find(self, key: Key) -> Value | None:
        """Return what is kept under a key, if anything, as the last one to go."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: Key, value: Value) -> None:
        """Keep a value instead of an older one under the same key."""
        older, size = self._kept.pop(key, None), self._size(value)
        self._bytes -= 0 if older is None else self._size(older)
        if size > self._most:
            self._let_go(key, value)
            return
        self._kept[key] = value
        self._bytes += size
        while self._bytes > self._most:
            oldest, gone = self._kept.popitem(last=False)
            self._bytes -= self._size(gone)
            self._let_go(oldest, gone)

    def clear(self) -> None:
        """Keep nothing."""
        self._kept.clear()
        self._bytes = 0
