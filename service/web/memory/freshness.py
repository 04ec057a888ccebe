"""What this process may answer from memory: what it read of feeds, while its last look at the database is fresh.

A look tells which lists were touched since the one before (`service.store.touches`). An answer from memory is right as
of the beginning of the last look, and that is less than LIMIT ago; so nobody is told of a state that ended before.
While the database is away, readers of public feeds are told what the last look left, for a quarter of an hour.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from time import monotonic

import msgspec

from service.web.shown import Shown

LIMIT = 1.0  # seconds: how old an answer may be (DESIGN section 7)
AWAY = 900.0  # seconds: how old an answer about a public list may be while the database is away
_MOST_ANSWERS = 20_000
_MOST_TOUCHED = 20_000  # lists that looks told of: the longest untouched goes first


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Who was let in to which list, and the document of its feed that was sent: its name on the shelf, its revision."""

    shown: Shown
    document: str
    revision: int


class Freshness:
    """The memory of one process. `clock` gives seconds that never go back; `is_away` says that the last look failed."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Begin with nothing, and with no look yet."""
        self._clock = clock
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._keys: dict[str, set[Hashable]] = {}
        # The last look that told of a list, and the first one since which all that were told of are among these.
        self._touched: OrderedDict[str, int] = OrderedDict()
        self._known_since = 0
        self._looked_at = self._written_at = self._fresh_until = float("-inf")
        self._looks = 0
        self._position: str | None = None
        self.is_away = False

    def __len__(self) -> int:
        """How many answers are remembered."""
        return len(self._answers)

    @property
    def is_fresh(self) -> bool:
        """Whether the last look is young enough to answer from memory, and younger than our own last write."""
        return self._clock() < self._fresh_until

    @property
    def position(self) -> str | None:
        """How far the log of the database had come at the last look (pg_lsn), while that look is fresh."""
        return self._position if self.is_fresh else None

    def begin(self) -> tuple[int, float]:
        """Return what tells `keep` what was seen and written since: to be asked before reading."""
        return self._looks, self._written_at

    def find(self, key: Hashable, now: float) -> Answer | None:
        """Return what was answered to the same request and holds now (POSIX seconds); null where it has to be read."""
        answer = self._answers.get(key)
        if answer is None or self._clock() >= self._fresh_until or not answer.shown.holds_at(now):
            return None
        self._answers.move_to_end(key)
        return answer

    def find_while_away(self, key: Hashable, now: float) -> Answer | None:
        """Return what was answered about a public list, as of the last look; null where that is too long ago.

        Null too where this process wrote after that look: it knows then that there is something else to tell. `now` is
        as in `find`.
        """
        answer = self._answers.get(key)
        too_old = self._clock() - self._looked_at >= AWAY or self._written_at > self._looked_at
        if answer is None or too_old or answer.shown.private:
            return None
        return answer if answer.shown.holds_at(now) else None

    def keep(self, key: Hashable, answer: Answer, begun: tuple[int, float]) -> None:
        """Keep an answer, unless nobody looked yet, or it may be older than what a look told of its list, or a write.

        Looks that told of other lists are no matter: else nothing were kept of a database that is slow to answer.
        """
        looks, written_at = begun
        told = max(self._known_since, self._touched.get(answer.shown.controller, 0))
        if not self._looks or looks < told or written_at != self._written_at:
            return
        self._answers[key] = answer
        self._answers.move_to_end(key)
        self._keys.setdefault(answer.shown.controller, set()).add(key)
        while len(self._answers) > _MOST_ANSWERS:
            oldest, gone = self._answers.popitem(last=False)
            self._forget(gone.shown.controller, oldest)

    def wrote(self) -> None:
        """Note that this process wrote: until the next look begins nothing is answered from memory."""
        self._written_at = self._clock()
        self._fresh_until = float("-inf")

    def looked(self, began_at: float, touched: Iterable[str], position: str | None = None) -> None:
        """Note what a look found that began at a moment of the clock: what was read of these lists is forgotten."""
        self._looks += 1
        for controller in touched:
            for key in self._keys.pop(controller, ()):
                self._answers.pop(key, None)
            self._touched[controller] = self._looks
            self._touched.move_to_end(controller)
        while len(self._touched) > _MOST_TOUCHED:
            _, self._known_since = self._touched.popitem(last=False)
        self._looked_at = began_at
        self._fresh_until = began_at + LIMIT if began_at >= self._written_at else float("-inf")
        self._position = position

    def start_anew(self) -> None:
        """Forget everything, also what is being read: nobody looked for so long that touches may have been missed."""
        self._answers.clear()
        self._keys.clear()
        self._touched.clear()  # all older than what is known from now on
        self._known_since = self._looks + 1

    def _forget(self, controller: str, key: Hashable) -> None:
        keys = self._keys.get(controller, set())
        keys.discard(key)
        if not keys:
            self._keys.pop(controller, None)
