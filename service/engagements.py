"""Engagements: one controller's use of one sub-processor, and the list entry that a reader of the list sees."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from service.documents import Document, Line, Lines, Slug, Text
from service.safeguards import Safeguards
from service.subprocessors import Dpa, Locations, Subprocessor

Status = Literal["active", "planned", "ending", "ended"]
Role = Literal["processor", "independent_controller", "joint_controller"]
Frequency = Literal["continuous", "recurring", "occasional", "one_off"]
OVERRIDES = ("locations", "dpa", "safeguards")
# Fields by which an engagement changes what it is laid over.
LAID_OVER = (*OVERRIDES, "held")


class Authorisation(Document, frozen=True, kw_only=True):
    """The controller's authorisation (Art. 28(2) GDPR). A specific one never comes by silence."""

    type: Literal["general", "specific"] | None = None
    status: Literal["pending", "granted", "refused"] | None = None
    reference: Line | None = None
    decided_on: date | None = None


class Arrangement(Document, frozen=True, kw_only=True):
    """The arrangement between joint controllers (Art. 26 GDPR)."""

    signed_on: date | None = None
    reference: Line | None = None


class Deletion(Document, frozen=True, kw_only=True):
    """What became of the data at the end (Art. 28(3)(g) GDPR)."""

    done_on: date | None = None
    kind: Literal["deleted", "returned"] | None = None
    evidence: Text | None = None


class Engagement(Document, frozen=True, kw_only=True):
    """One controller's use of one sub-processor. The overrides replace the shared terms.

    `held` is what objections keep as it was, by sub-processor of the entry's chain: fields and the values they had.
    Only filing and deciding an objection sets it; in a document that is written it is passed over.
    """

    purpose: Text | None = None
    nature: Text | None = None
    services: Lines | None = None
    data_categories: Lines | None = None
    data_subjects: Lines | None = None
    special_categories: bool | None = None
    criminal_data: bool | None = None
    children: bool | None = None
    vulnerable_people: bool | None = None
    hr_data: bool | None = None
    large_scale: bool | None = None
    role: Role = "processor"
    own_purposes: bool | None = None
    frequency: Frequency | None = None
    duration: Line | None = None
    authorisation: Authorisation | None = None
    arrangement: Arrangement | None = None
    disclosure_basis: Line | None = None
    replaces: Slug | None = None
    deletion: Deletion | None = None
    locations: Locations | None = None
    dpa: Dpa | None = None
    safeguards: Safeguards | None = None
    held: dict[Slug, dict[str, Any]] | None = None

    @property
    def kept_hops(self) -> list[str]:
        """The sub-processors that are kept in the chain while what puts others in their place is objected to."""
        return [hop["subprocessor"] for kept in (self.held or {}).values() for hop in kept.get("engages") or ()]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A list entry: the engagement laid over the sub-processor on a day, with the rest of its chain.

    `subprocessor` already carries the overrides; `chain` maps the slug of every further hop to its catalogue document
    on that day. Both are as objections hold them. `effective_until` is the first day on which the engagement no longer
    holds, null while open. `people` are the ids of the contacts that are written out in it.
    """

    slug: str
    subprocessor: Subprocessor
    engagement: Engagement
    chain: dict[str, Subprocessor] = {}
    effective_from: date | None = None
    effective_until: date | None = None
    people: tuple[UUID, ...] = ()

    @property
    def overrides(self) -> tuple[str, ...]:
        """The names of the fields that the engagement replaced."""
        return tuple(name for name in OVERRIDES if getattr(self.engagement, name) is not None)

    @property
    def is_shared(self) -> bool:
        """Whether the sub-processor and its chain are as the catalogue has them."""
        return all(getattr(self.engagement, name) is None for name in LAID_OVER)


def laid_over(engagement: Engagement, shared: Subprocessor) -> Subprocessor:
    """Return the sub-processor as this controller has it: overrides that are present replace the shared field."""
    replaced = {name: value for name in OVERRIDES if (value := getattr(engagement, name)) is not None}
    return msgspec.structs.replace(shared, **replaced) if replaced else shared


def status_on(day: date, effective_from: date | None, effective_until: date | None) -> Status:
    """Return where an engagement stands on a day; it follows from the dates alone (DESIGN section 3)."""
    if effective_from is not None and day < effective_from:
        return "planned"
    if effective_until is None:
        return "active"
    return "ending" if day < effective_until else "ended"
