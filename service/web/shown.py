"""A list as one reader may see it: under which address, and with which headers."""

from datetime import UTC, date, datetime, time

import msgspec

from service.notices import Closing

_PRIVATE = {"X-Robots-Tag": "noindex"}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A list that the reader may see; `page` is the path under which it does, and all else of the list lies below.

    `token` is the id of the subscriber token that opened it, if one did, and `closing` what the end of its feed says.
    `until` is the first day (UTC) on which others may have to be let in; null where no such day is planned.
    """

    controller: str
    private: bool
    page: str
    token: str | None = None
    closing: Closing | None = None
    until: date | None = None

    def holds_at(self, now: float) -> bool:
        """Whether who was let in still is at a moment (POSIX seconds), as far as the register knows."""
        if self.until is not None and now >= datetime.combine(self.until, time(), UTC).timestamp():
            return False
        return self.closing is None or now < self.closing.closes_at.timestamp()

    def shelved(self, document: str) -> str:
        """Return the name under which a document is kept: that of an address which closes is its own."""
        return document if self.closing is None else f"{document} {self.closing.entry}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers that every answer about the list has."""
        return _PRIVATE if self.private else {}

    def cached(self, directives: str) -> str:
        """Return a Cache-Control: shared caches keep public lists alone."""
        return f"{'private' if self.private else 'public'}, {directives}"
