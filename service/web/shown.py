"""A list as one reader may see it: under which address, and with which headers."""

import msgspec

_PRIVATE, _COMMON = {"X-Robots-Tag": "noindex"}, {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A list that the reader may see; `page` is the path under which it does, and all else of the list lies below.

    `token` is the id of the subscriber token in that path, if there is one.
    """

    controller: str
    private: bool
    page: str
    token: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers that every answer about the list has."""
        return _COMMON | _PRIVATE if self.private else _COMMON

    def cached(self, directives: str) -> str:
        """Return a Cache-Control: shared caches keep public lists alone."""
        return f"{'private' if self.private else 'public'}, {directives}"
