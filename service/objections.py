"""Objections: a controller's answer to a notice, inside its window (Art. 28(2) GDPR; DESIGN section 7)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from service.changes import Plain
from service.documents import Contact, Document, Line, Text
from service.notices import Item

# "unverified" came without a credential and holds nothing; "open" holds; the others are how it ended: by a decision, or
# because what it was about was withdrawn.
Status = Literal["unverified", "open", "rejected", "not_engaged", "terminated", "withdrawn"]
STATUSES: tuple[Status, ...] = ("unverified", "open", "rejected", "not_engaged", "terminated", "withdrawn")
# Those that nobody has decided.
WAITING: tuple[Status, ...] = ("unverified", "open")
# What staff decide: "confirmed" opens one that came without a credential.
Outcome = Literal["confirmed", "rejected", "not_engaged", "terminated"]
# What has just become of an objection, for the notice that tells of it.
Turn = Literal["open", "rejected", "not_engaged", "terminated", "withdrawn"]

Held = Mapping[str, Mapping[str, Any]]


class Filing(Document, frozen=True, kw_only=True):
    """What a customer sends: why, in its own words, and whom to answer, as one line or as a contact."""

    reason: Text
    contact: Line | Contact | None = None

    def person(self) -> Contact | None:
        """Return whom to answer; of one line, what looks like an address of mail is one. Null where nobody is named."""
        if not isinstance(self.contact, str):
            return self.contact
        try:
            return msgspec.convert({"email": self.contact.strip()}, Contact)
        except msgspec.ValidationError:
            return Contact(name=self.contact)


class Decision(Document, frozen=True, kw_only=True):
    """What staff decide, and what they reply. `effective_on` is the day on which a controller that leaves is gone."""

    outcome: Outcome
    reply: Text | None = None
    effective_on: date | None = None


class Objected(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice about an objection needs to say: what became of it, its reference, and the notice that it is about.

    `items` are what that notice told. `later` are changes that were decided on top of what is let go and that the list
    hears of only now: they take effect on `later_from` or after, when there was time to object to them. `waits` says
    that the list stays as it is, because of this objection or of another that is open; `overtaken` that it does because
    something else was decided meanwhile. `settled` are the references of other objections that end with this one.
    """

    turn: Turn
    reference: str
    notice: UUID
    title: str
    items: tuple[Item, ...]
    later: tuple[UUID, ...] = ()
    later_from: date | None = None
    waits: bool = False
    overtaken: bool = False
    settled: tuple[str, ...] = ()


def reference_of(objection: UUID) -> str:
    """Return what a person may quote of an objection: the first eight digits of its id."""
    return str(objection)[:8]


def as_held(document: Plain, slug: str, held: Held | None) -> Plain:
    """Return a sub-processor's document as a list has it while an objection keeps some of its fields as they were."""
    kept = (held or {}).get(slug)
    return {**document, **kept} if kept else document
