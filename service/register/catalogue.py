"""The catalogue on a day, for reads of one list or many: each sub-processor is read once, with everyone below it."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from service.changes import Plain
from service.database.pool import Connection
from service.documents import from_plain
from service.objections import Held, as_held
from service.register.scope import hops
from service.store import versions
from service.store.people import hide
from service.subprocessors import Subprocessor


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """A sub-processor on a day with everyone below it, and since when all of them read as they do.

    `place` is that of its entries on a list.
    """

    document: Subprocessor
    chain: dict[str, Subprocessor]
    same_since: date
    place: tuple[str, str]


class Catalogue:
    """What was read of the catalogue so far, by slug."""

    def __init__(self, on: date, known: datetime) -> None:
        """Take the day, and the moment as of which it is known."""
        self._on, self._known = on, known
        self._documents: dict[str, tuple[Plain, date]] = {}
        self._read: dict[str, Subprocessor] = {}
        self._shared: dict[str, Shared | None] = {}

    def as_held(self, slug: str, held: Held | None) -> Shared | None:
        """Return a sub-processor that was loaded as a list has it of which objections hold changes."""
        shared = self.shared(slug)
        if shared is None or not held:
            return shared
        document = as_held(self._documents[slug][0], slug, held)
        return msgspec.structs.replace(
            shared, document=from_plain(hide(document), Subprocessor), chain=self.below(document, held)
        )

    async def load(self, conn: Connection, slugs: Iterable[str]) -> None:
        """Read sub-processors and everyone below them that were not read yet."""
        todo = set(slugs) - self._documents.keys()
        while todo:
            news = await versions.subprocessors_on(conn, todo, self._on, self._known)
            self._documents |= news
            self._read |= {slug: from_plain(hide(plain), Subprocessor) for slug, (plain, _) in news.items()}
            todo = {hop for plain, _ in news.values() for hop in hops(plain)} - self._documents.keys()

    def documents(self) -> dict[str, Plain]:
        """Return what was read so far by slug, its contacts as they are stored."""
        return {slug: plain for slug, (plain, _) in self._documents.items()}

    def shared(self, slug: str) -> Shared | None:
        """Return a sub-processor that was loaded; null where the catalogue has none on the day."""
        if slug not in self._shared:
            self._shared[slug] = self._joined(slug) if slug in self._read else None
        return self._shared[slug]

    def below(self, document: Plain, held: Held | None = None) -> dict[str, Subprocessor]:
        """Return everyone below a document by slug, as far as they were loaded, as objections hold them."""
        chain: dict[str, Subprocessor] = {}
        todo = hops(document)
        while todo:
            slug = todo.pop()
            if slug in self._read and slug not in chain:
                hop = as_held(self._documents[slug][0], slug, held)
                chain[slug] = from_plain(hide(hop), Subprocessor) if held else self._read[slug]
                todo += hops(hop)
        return chain

    def _joined(self, slug: str) -> Shared:
        chain = self.below(self._documents[slug][0])
        since = max(self._documents[name][1] for name in (slug, *chain))
        document = self._read[slug]
        return Shared(document=document, chain=chain, same_since=since, place=(document.name.lower(), slug))
