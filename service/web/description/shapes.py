"""What the API answers, as shapes: the documents of the register and the envelopes around them.

They describe answers in the OpenAPI document; a campaign holds every answer against them (`make schemathesis`).
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from service.changes import Change
from service.controllers import Controller
from service.documents import Contact
from service.engagements import OVERRIDES, Engagement, Status
from service.law.listing import Listing
from service.list_entries import PublicEntry
from service.notices import Item, NoticeKind
from service.objections import Status as ObjectionStatus
from service.register import importing, scenarios
from service.rules.differences import Difference
from service.subprocessors import Subprocessor
from service.transfers import Finding, Transfer, Verdict

Instant = Annotated[datetime, Meta(tz=True)]


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """The base of what the API answers: every field is there."""


class Page(Shape, frozen=True, kw_only=True):
    """A page of a collection. `next` is the cursor of the page after it, null on the last."""

    next: str | None


class ProblemPlace(Shape, frozen=True, kw_only=True):
    """Where something is wrong: a JSON pointer (RFC 6901), or the name of a parameter or header; and what."""

    pointer: str
    detail: str


class Problem(Shape, frozen=True, kw_only=True):
    """An error (RFC 9457). `type` is stable, `detail` a sentence to act on; bad documents have their places."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[ProblemPlace, ...] | UnsetType = UNSET


class ControllerItem(Controller, frozen=True, kw_only=True):
    """A controller with its slug."""

    controller: str


class Controllers(Page, frozen=True, kw_only=True):
    """Controllers by name."""

    on: date
    items: tuple[ControllerItem, ...]


class SubprocessorItem(Subprocessor, frozen=True, kw_only=True):
    """A sub-processor with its slug."""

    subprocessor: str


class Subprocessors(Page, frozen=True, kw_only=True):
    """Sub-processors of the catalogue, by name."""

    on: date
    items: tuple[SubprocessorItem, ...]


class Made(Shape, frozen=True, kw_only=True):
    """The ids of the changes that an act made."""

    changes: tuple[UUID, ...]


class _EntryDates(Shape, frozen=True, kw_only=True):
    subprocessor: str
    overrides: tuple[Literal["locations", "dpa", "safeguards"], ...]
    effective_from: date | None
    effective_until: date | None
    status: Status
    transfers: tuple[Transfer, ...]


def _fields(struct: type[msgspec.Struct], *, without: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    return [(field.name, field.type) for field in msgspec.structs.fields(struct) if field.name not in without]


ListEntry = msgspec.defstruct(
    "ListEntry",
    [*_fields(Subprocessor), *_fields(Engagement, without=OVERRIDES), *_fields(_EntryDates)],
    bases=(Shape,),
    namespace={"__doc__": "A list entry: the engagement laid over the sub-processor on a day, with its transfers."},
    kw_only=True,
    frozen=True,
)


class Entries(Page, frozen=True, kw_only=True):
    """A list on a day. `planned` are entries that begin later, on the first page alone."""

    controller: str
    on: date
    items: tuple[ListEntry, ...]  # type: ignore[valid-type]  # made above of two others
    planned: tuple[ListEntry, ...]  # type: ignore[valid-type]  # the same


class Transfers(Page, frozen=True, kw_only=True):
    """Every hop of a list, with its result and its legal basis."""

    controller: str
    on: date
    items: tuple[Transfer, ...]


class Changes(Page, frozen=True, kw_only=True):
    """The log of a list, newest first."""

    items: tuple[Change, ...]


class Summary(Shape, frozen=True, kw_only=True):
    """How many findings there are of each severity."""

    critical: int
    high: int
    medium: int
    low: int
    info: int


class ScenarioResult(scenarios.Scenario, frozen=True, kw_only=True):
    """What a scenario does: hops that nothing carries any more, and those that another tool does."""


class AllFindings(Page, frozen=True, kw_only=True):
    """Findings, worst first in each list; `scenario` is there where one was asked for."""

    on: date
    summary: Summary
    items: tuple[Finding, ...]
    not_evaluated: tuple[str, ...]
    scenario: ScenarioResult | UnsetType = UNSET


class Findings(AllFindings, frozen=True, kw_only=True):
    """Findings of a list, worst first; `scenario` is there where one was asked for."""

    controller: str


class AssessmentResult(Verdict, frozen=True, kw_only=True):
    """The answer of the stateless check; `scenario` is there where one was asked for."""

    scenario: ScenarioResult | UnsetType = UNSET


class ForecastItem(Difference, frozen=True, kw_only=True):
    """What will change of a list's check, on which day, and why."""

    on: date
    why: tuple[str, ...]


class Forecast(Page, frozen=True, kw_only=True):
    """What will change of a list's check up to a day, the earliest first."""

    controller: str
    on: date
    until: date
    items: tuple[ForecastItem, ...]


class ImportReport(importing.Report, frozen=True, kw_only=True):
    """What an import did: the sub-processors by what became of them, the changes made, and remarks on lines."""


class LegalFacts(Listing, frozen=True, kw_only=True):
    """A page of the legal facts; `next` is the cursor of the page after it, null on the last."""

    next: str | None


class _Told(Shape, frozen=True, kw_only=True):
    id: UUID
    reference: str
    notice: UUID
    title: str
    status: ObjectionStatus
    effective_on: date | None
    objection_until: date | None
    filed_at: Instant
    decided_at: Instant | None
    reply: str | None


class Objection(_Told, frozen=True, kw_only=True):
    """An objection as compliance staff read it; `deadline` is the day by which to decide, null once it was."""

    controller: str
    deadline: date | None
    filed_by: str
    reason: str | None
    contact: Contact | None
    holds: tuple[UUID, ...]
    decided_by: str | None


class Objections(Page, frozen=True, kw_only=True):
    """Objections, newest first, or by deadline."""

    items: tuple[Objection, ...]


class FiledObjection(_Told, frozen=True, kw_only=True):
    """An objection as the customer who filed it reads it, and the absolute address at which it does."""

    address: str


class ObjectedNotice(Shape, frozen=True, kw_only=True):
    """A notice to which an objection is open."""

    notice: UUID
    title: str
    effective_on: date | None


class AnnouncedItem(Item, frozen=True, kw_only=True):
    """What is still to come for an entry."""


class PublicList(Shape, frozen=True, kw_only=True):
    """A list as its customer reads it, what is announced of it, and the absolute addresses of its page and feeds."""

    controller: str
    name: str
    on: date
    items: tuple[PublicEntry, ...]
    planned: tuple[PublicEntry, ...]
    announced: tuple[AnnouncedItem, ...]
    objected: tuple[ObjectedNotice, ...]
    page: str
    feed: str
    json_feed: str
    calendar: str


class JsonFeedAuthor(Shape, frozen=True, kw_only=True):
    """Who exports the data of the list."""

    name: str


class JsonFeedSubprocessor(Shape, frozen=True, kw_only=True):
    """What a notice says of one entry, for programs."""

    subprocessor: str
    name: str
    kind: str
    effective_on: date
    replaces: str | None
    countries: tuple[str, ...]


class JsonFeedNotice(Shape, frozen=True, kw_only=True):
    """What JSON Feed has no field for. `notices` are the ids of older notices that this one names."""

    about: str
    kind: NoticeKind | None
    effective_on: date | None
    objection_until: date | None
    subprocessors: tuple[JsonFeedSubprocessor, ...]
    notices: tuple[str, ...]


class JsonFeedItem(Shape, frozen=True, kw_only=True):
    """A notice; its `language` is there where it is not the feed's."""

    id: str
    url: str
    title: str
    content_html: str
    date_published: Instant
    date_modified: Instant
    tags: tuple[str, ...]
    subreg: JsonFeedNotice = msgspec.field(name="_subreg")
    language: str | UnsetType = UNSET


class JsonFeed(Shape, frozen=True, kw_only=True):
    """The notices of a list, newest first (JSON Feed 1.1)."""

    version: str
    title: str
    home_page_url: str
    feed_url: str
    language: str
    authors: tuple[JsonFeedAuthor, ...]
    items: tuple[JsonFeedItem, ...]


class Health(Shape, frozen=True, kw_only=True):
    """How the process is."""

    status: Literal["live", "ready"]
