"""Controllers and the processor: whose list it is, and who sends the data onward."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from service.documents import (
    Contact,
    Countries,
    Country,
    CountryOrEea,
    Days,
    Document,
    Line,
    Lines,
    Text,
)
from service.safeguards import Regime, Safeguards
from service.subprocessors import Locations

Regimes = Annotated[tuple[Regime, ...], Meta(min_length=1, max_length=3)]


class Processor(Document, frozen=True, kw_only=True):
    """The organisation that runs the register (Art. 30(2)(a) GDPR): the exporter of every list that names no other."""

    legal_name: Line | None = None
    address: Text | None = None
    country: Country | None = None
    contact: Contact | None = None
    representative: Contact | None = None
    dpo: Contact | None = None
    regimes: Regimes = ("eu",)
    public_authority: bool | None = None
    security_reference: Line | None = None


class Exporter(Document, frozen=True, kw_only=True):
    """Who sends the data onward for a list."""

    legal_name: Line | None = None
    country: Country | None = None
    role: Literal["processor", "controller"] = "processor"
    regimes: Regimes = ("eu",)
    public_authority: bool | None = None


class PrivacyNotice(Document, frozen=True, kw_only=True):
    """What the controller tells people of transfers (Art. 13(1)(f), 14(1)(f) GDPR)."""

    dated: date | None = None
    countries: Countries | None = None
    copy_from: Text | None = None


class Record(Document, frozen=True, kw_only=True):
    """The transfers that the record of processing names (Art. 30 GDPR)."""

    countries: Countries | None = None
    updated_on: date | None = None


class Controller(Document, frozen=True, kw_only=True):
    """The organisation for which a list is kept (Art. 4(7) GDPR). Owns one list."""

    name: Line
    legal_name: Line | None = None
    registration_number: Line | None = None
    country: Country | None = None
    contact: Contact | None = None
    representative: Contact | None = None
    dpo: Contact | None = None
    exporter: Exporter | None = None
    notice_period_days: Days = 30
    objection_period_days: Days | None = None
    language: Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", max_length=35)] = "en"
    visibility: Literal["public", "private"] = "private"
    allowed_countries: Annotated[tuple[CountryOrEea, ...], Meta(max_length=300)] | None = None
    processing_categories: Lines | None = None
    locations: Locations | None = None
    safeguards: Safeguards | None = None
    privacy_notice: PrivacyNotice | None = None
    record: Record | None = None

    def __post_init__(self) -> None:
        """Refuse an objection window that is longer than the notice it belongs to."""
        if self.objection_period_days is not None and self.objection_period_days > self.notice_period_days:
            msg = f"objection_period_days is at most notice_period_days ({self.notice_period_days})"
            raise ValueError(msg)


def exporter_of(controller: Controller | None, processor: Processor | None) -> Exporter:
    """Return who exports for a list: its own exporter, else the processor, else role processor under the GDPR."""
    if controller is not None and controller.exporter is not None:
        return controller.exporter
    if processor is None:
        return Exporter()
    return Exporter(
        legal_name=processor.legal_name,
        country=processor.country,
        regimes=processor.regimes,
        public_authority=processor.public_authority,
    )
