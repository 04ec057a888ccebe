"""What all records of the legal data files share."""

from datetime import date, timedelta
from typing import Literal

import msgspec

from service.documents import Document
from service.transfers import Confidence

ScopeResult = Literal["in_scope", "out_of_scope", "undetermined"]


class LegalFact(Document, frozen=True, kw_only=True):
    """A record of a data file: how sure it is, which of its fields nobody verified, and where it was read.

    `checked_on` is the day it was last checked, where that is not the day of its file.
    """

    confidence: Confidence
    unverified_fields: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    checked_on: date | None = None


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a data file; of its notes for readers only the day of the facts is used."""

    as_of: date


class AdequacyRecord(LegalFact, frozen=True, kw_only=True):
    """What may be relied on as adequacy for a place or an organisation: a decision, or an entry of a national list.

    `valid_until` is the last good day unless a subclass says otherwise, null while open. Subclasses add what they are
    about (`territory_code`, `io_code`) and the words by which a sentence calls them (`decision`, `cited`).
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    valid_from: date
    valid_until: date | None
    scope_code: str
    invalidated_by: tuple[str, ...] = ()
    succeeded_by: str | None = None

    @property
    def last_day(self) -> date | None:
        """The last day on which it may be relied on; null while open."""
        return self.valid_until

    @property
    def first_day_without(self) -> date | None:
        """The first day after it ended; null while open."""
        return None if self.last_day is None else self.last_day + timedelta(days=1)

    def holds_on(self, on: date) -> bool:
        """Tell whether the day lies in its window."""
        last = self.last_day
        return self.valid_from <= on and (last is None or on <= last)


class Scope(Document, frozen=True, kw_only=True):
    """Whom a decision covers. The three results say what missing facts, a bare claim and a public authority mean."""

    test: str
    fail_result: Literal["out_of_scope"] | None
    unknown_result: ScopeResult
    unknown_reason: str | None = None
    claimed_result: ScopeResult | None = None
    claimed_reason: str | None = None
    public_authority_result: ScopeResult | None = None
