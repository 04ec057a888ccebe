"""The transfer lists of the United Kingdom and of Switzerland, for exporters under the regimes `uk` and `ch`."""

from datetime import date
from typing import Any

from service.documents import Document
from service.law.records import LegalFact, Meta


class Listed(LegalFact, frozen=True, kw_only=True):
    """A territory or organisation on one of the two lists; `valid_until` is the last good day, null while open."""

    id: str
    code: str | None
    name: str
    valid_from: date
    valid_until: date | None
    scope_code: str
    note: str
    basis: str | None = None
    international_organisation: str | None = None


class NotListed(LegalFact, frozen=True, kw_only=True):
    """A territory or organisation that was looked for and is not on the list."""

    note: str
    code: str | None = None
    international_organisation: str | None = None


class NationalTool(LegalFact, frozen=True, kw_only=True):
    """A transfer tool of one of the two regimes, with its days."""

    id: str
    name: str
    valid_from: date | None = None
    valid_until: date | None = None
    new_contracts_until: date | None = None
    never_valid: bool = False
    tra_required: bool | None = None
    risk_assessment_required: bool | None = None
    basis: str | None = None
    requires: str | None = None
    note: str | None = None
    adaptations: tuple[str, ...] = ()
    legacy: str | None = None
    notification: str | None = None


class UnitedKingdom(Document, frozen=True, kw_only=True):
    """The rules of the UK GDPR and the Data Protection Act 2018."""

    regime: str
    test: tuple[dict[str, Any], ...]
    duaa: dict[str, Any]
    ico: dict[str, Any]
    approved_transfers: tuple[Listed, ...]
    not_listed: tuple[NotListed, ...]
    tools: tuple[NationalTool, ...]
    risk_assessment: str
    eea_to_uk: str


class Switzerland(Document, frozen=True, kw_only=True):
    """The rules of the FADP and the Data Protection Ordinance."""

    regime: str
    list_is_binding: str
    annex_1: tuple[Listed, ...]
    not_on_list: tuple[NotListed, ...]
    differences_from_eu: tuple[str, ...]
    tools: tuple[NationalTool, ...]
    subprocessors: str
    penalty: str
    information_duty: str


class UkSwissFile(Document, frozen=True, kw_only=True):
    """The whole of `uk_swiss.json`."""

    meta: Meta
    uk: UnitedKingdom
    switzerland: Switzerland
