"""What an answer about a list rests on, so that one that is kept can be asked in one statement whether it still holds.

All that is recorded of a subject stamps its head in the same transaction (`service.register.writing`): of an engagement
that of its list, and of a sub-processor those of the lists that rest on it too. Only contacts are erased without a
stamp; so they are counted. What else an answer depends on (days, what was asked for, the law) does not stand here.
"""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from service.database.pool import Connection
from service.engagements import Entry
from service.register.scope import PROCESSOR, controller, subprocessor
from service.store import subjects
from service.store.subjects import Standing


class Grounds(msgspec.Struct, frozen=True, kw_only=True):
    """The row ids of the heads and the ids of the contacts that an answer rests on, and how these stood then."""

    heads: tuple[int, ...]
    people: tuple[UUID, ...]
    standing: Standing


async def grounds_of(conn: Connection, name: str, entries: Iterable[Entry]) -> Grounds | None:
    """Return what these entries of a list rest on, to be asked in the snapshot in which they were read.

    Null where something of it has no head yet, such as the processor before the first write.
    """
    entries = tuple(entries)
    wanted = {PROCESSOR, controller(name), *(subprocessor(slug) for entry in entries for slug in _named(entry))}
    known = await subjects.known_ids(conn, wanted)
    if known.keys() != wanted:
        return None
    heads = tuple(known.values())
    contacts = tuple({person for entry in entries for person in entry.people})
    return Grounds(heads=heads, people=contacts, standing=await subjects.standing(conn, heads, contacts))


def _named(entry: Entry) -> Iterable[str]:
    """Yield the slugs of all sub-processors that an entry names, also of those that were not there on its day."""
    yield from (entry.slug, *entry.engagement.kept_hops)
    for slug, document in ((entry.slug, entry.subprocessor), *entry.chain.items()):
        yield slug
        yield from (hop.subprocessor for hop in document.engages or ())
