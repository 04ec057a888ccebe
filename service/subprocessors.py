"""Sub-processors: a recipient in the catalogue, who it is, where it works and on which terms. Shared by all lists."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from service.documents import Contact, Country, Document, Line, Slug, Text, Url
from service.safeguards import Safeguards

Activity = Literal["hosting", "backup", "support", "remote_access", "administration"]
Region = Literal["EU", "EEA"]


class Operator(Document, frozen=True, kw_only=True):
    """Who works at a location when it is not the sub-processor itself (EDPB Guidelines 05/2021, examples 8 to 12)."""

    legal_name: Line | None = None
    country: Country | None = None
    relation: Literal["self", "group", "external"] | None = None


class Location(Document, frozen=True, kw_only=True):
    """A country and an activity. A place that is listed counts; without country and region it is undeclared."""

    country: Country | None = None
    region: Region | None = None
    activity: Activity | None = None
    place: Line | None = None
    stated: Line | None = None
    operator: Operator | None = None
    travelling_staff: bool | None = None
    basis: Literal["recipient", "data_subject_direct", "transit"] = "recipient"

    def __post_init__(self) -> None:
        """Refuse a region beside a country: a region stands only where no country is named."""
        if self.country is not None and self.region is not None:
            msg = "give a country or a region, not both"
            raise ValueError(msg)


Locations = Annotated[tuple[Location, ...], Meta(max_length=200)]


class Dpa(Document, frozen=True, kw_only=True):
    """The contract of Art. 28(3) GDPR between the processor and the sub-processor."""

    status: Literal["none", "draft", "signed", "ended"]
    signed_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    reference: Line | None = None
    url: Url | None = None
    terms: Annotated[tuple[Literal["a", "b", "c", "d", "e", "f", "g", "h"], ...], Meta(max_length=8)] | None = None
    subject_matter_described: bool | None = None
    flow_down: bool | None = None


class Parent(Document, frozen=True, kw_only=True):
    """The company that owns the sub-processor, and whether it can reach the data."""

    legal_name: Line | None = None
    country: Country | None = None
    access: Literal["none", "admin"] | None = None


class DueDiligence(Document, frozen=True, kw_only=True):
    """When the guarantees of Art. 28(1) were last verified, and on what evidence."""

    checked_on: date | None = None
    next_check_on: date | None = None
    evidence: Text | None = None


class Engages(Document, frozen=True, kw_only=True):
    """The next hop of the chain, with the terms between these two; null is as in the catalogue."""

    subprocessor: Slug
    purpose: Text | None = None
    locations: Locations | None = None
    dpa: Dpa | None = None
    safeguards: Safeguards | None = None


class Subprocessor(Document, frozen=True, kw_only=True):
    """A recipient in the catalogue."""

    name: Line
    legal_name: Line | None = None
    registration_number: Line | None = None
    address: Text | None = None
    country: Country | None = None
    international_organisation: Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9-]{1,19}\Z")] | None = None
    public_authority: bool | None = None
    website: Url | None = None
    contact: Contact | None = None
    parent: Parent | None = None
    foreign_orders_policy: bool | None = None
    subject_to_gdpr: bool | None = None
    locations: Locations | None = None
    dpa: Dpa | None = None
    safeguards: Safeguards | None = None
    has_subprocessors: bool | None = None
    engages: Annotated[tuple[Engages, ...], Meta(max_length=100)] | None = None
    due_diligence: DueDiligence | None = None
