"""What the check of a list is made of: the list itself, its entries in effect, and those that are over."""

from datetime import date
from typing import Literal

import msgspec

from service.database.pool import Connection
from service.engagements import Entry
from service.law import Law
from service.register.catalogue import Catalogue
from service.register.endings import after_the_end, over
from service.register.noticed import noticed, with_notice
from service.register.owners import Owners
from service.register.reading import ControllerList, Moment, read_list
from service.rules import Facts, ListFacts, assess
from service.rules.lists import assess_around
from service.transfers import Verdict


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a list with what the check is given of it."""

    kind: Literal["list", "entry", "over"]
    facts: Facts

    def verdict(self, law: Law, on: date | None = None) -> Verdict:
        """Check it, on another day too if one is given."""
        facts = self.facts if on is None else msgspec.structs.replace(self.facts, on=on)
        if self.kind == "list":
            return assess_around(facts, law)
        return after_the_end(assess(facts, law)) if self.kind == "over" else assess(facts, law)


async def parts_of(conn: Connection, slug: str, moment: Moment) -> list[Part]:
    """Return the parts of a list on a day: itself, its entries by name, and those that are over.

    Raises NotFound where there is no such list.
    """
    read, notices = await read_list(conn, slug, moment), await noticed(conn, [slug], moment)
    found = [Part(kind="list", facts=list_facts(read, moment).as_entry())]
    for entry in read.entries:
        facts = with_notice(entry_facts(read, entry, moment), notices.get((slug, entry.slug)))
        found.append(Part(kind="entry", facts=facts))
    owner = Owners(read.processor).owner(slug, read.controller)
    ended = over(conn, {slug: owner}, moment, Catalogue(moment.on, moment.known))
    return found + [Part(kind="over", facts=asked.facts(moment.on, read.processor)) async for asked in ended]


def entry_facts(read: ControllerList, entry: Entry, moment: Moment) -> Facts:
    """Return what the check is given of an entry. One that has not begun is checked as on its first day."""
    return Facts(
        on=max(moment.on, entry.effective_from or moment.on),
        exporter=read.exporter,
        entry=entry,
        controller_slug=read.slug,
        controller=read.controller,
        processor=read.processor,
    )


def list_facts(read: ControllerList, moment: Moment) -> ListFacts:
    """Return what the check is given of a list itself."""
    return ListFacts(
        on=moment.on,
        exporter=read.exporter,
        controller=read.controller,
        controller_slug=read.slug,
        processor=read.processor,
    )
