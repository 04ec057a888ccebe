"""One entry of a list on the way to its verdict, in a check over many lists."""

from collections.abc import Hashable
from datetime import date
from typing import NamedTuple

import msgspec

from service.controllers import Processor
from service.documents import from_plain
from service.engagements import Engagement, Entry, laid_over
from service.register.catalogue import Shared
from service.register.noticed import with_notice
from service.register.owners import Owner
from service.rules import Facts
from service.store.lists import EntryRow
from service.transfers import NoticeFacts


def engagement_of(terms: str) -> Engagement:
    """Read the terms of an engagement as the database prints them."""
    return from_plain(msgspec.json.decode(terms), Engagement)


class Asked(NamedTuple):
    """One entry with what is known of it: enough to give the check its facts."""

    row: EntryRow
    owner: Owner
    shared: Shared
    engagement: Engagement
    notice: NoticeFacts | None

    def key(self, on: date) -> Hashable:
        """Return what is equal where all that the rules may look at is equal."""
        row = self.row
        return (row.terms, row.subprocessor, self.owner.number, self._begun(on), row.effective_until, self.notice)

    def _begun(self, on: date) -> date | None:
        """Return the first day as far as a rule looks at it: with that of a privacy notice, or before it comes."""
        begun = self.row.effective_from
        return begun if self.owner.tells_people or begun > on else None

    def facts(self, on: date, processor: Processor | None, *, nameless: bool = False) -> Facts:
        """Return what the check is given; `nameless` leaves out all that no answer about terms may hold."""
        row, owner = self.row, self.owner
        entry = Entry(
            slug=row.subprocessor,
            subprocessor=laid_over(self.engagement, self.shared.document),
            engagement=self.engagement,
            chain=self.shared.chain,
            effective_from=self._begun(on) if nameless else row.effective_from,
            effective_until=row.effective_until,
        )
        facts = Facts(
            on=on,
            exporter=owner.exporter,
            entry=entry,
            controller_slug=None if nameless else owner.slug,
            controller=owner.terms if nameless else owner.controller,
            processor=processor,
        )
        return with_notice(facts, self.notice)
