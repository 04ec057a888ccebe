"""Safeguards: the transfer tools of Art. 45, 46 and 49 GDPR as they are claimed, and the assessments behind them."""

from datetime import date
from typing import Annotated, Literal, get_args

from msgspec import Meta

from service.documents import Count, Countries, Country, Document, Line, Lines, Text

Regime = Literal["eu", "uk", "ch"]
SccSet = Literal["2021/914", "2010/87", "2004/915", "2001/497", "2002/16", "2021/915"]
Module = Annotated[int, Meta(ge=1, le=4)]


class Measure(Document, frozen=True, kw_only=True):
    """A supplementary measure (EDPB Recommendations 01/2020, Annex 2)."""

    kind: Literal["technical", "contractual", "organisational"]
    use_case: Annotated[int, Meta(ge=1, le=7)] | None = None
    keys_held_in: Country | None = None


class Tia(Document, frozen=True, kw_only=True):
    """A transfer impact assessment (clause 14 of the set in (EU) 2021/914; EDPB Recommendations 01/2020)."""

    completed_on: date | None = None
    recipient: Line | None = None
    countries: Countries | None = None
    mechanism: Line | None = None
    data_categories: Lines | None = None
    outcome: Literal["equivalent", "not_equivalent", "not_applied_in_practice"] | None = None
    measures: Annotated[tuple[Measure, ...], Meta(max_length=50)] | None = None
    review_on: date | None = None
    triggered_on: date | None = None
    triggered_by: Text | None = None
    justified_by: Line | None = None


class Safeguard(Document, frozen=True, kw_only=True, tag_field="mechanism"):
    """What all transfer tools share. `countries` null is every third country of the entry."""

    countries: Countries | None = None
    suspended_on: date | None = None
    tias: Annotated[tuple[Tia, ...], Meta(max_length=50)] | None = None


class Dpf(Document, frozen=True, kw_only=True):
    """An entry on the Data Privacy Framework List of the US Department of Commerce ((EU) 2023/1795)."""

    participant_id: Line | None = None
    legal_name: Line | None = None
    covered_entities: Lines | None = None
    status: Literal["active", "active_under_review", "inactive", "none"] | None = None
    covers_hr: bool | None = None
    covers_non_hr: bool | None = None
    next_certification_on: date | None = None
    checked_on: date | None = None
    uk_extension: bool | None = None
    swiss: bool | None = None


class Adequacy(Safeguard, frozen=True, kw_only=True, tag="adequacy"):
    """A claim that an adequacy decision covers the recipient (Art. 45)."""

    decision: Line | None = None
    in_scope: bool | None = None
    dpf: Dpf | None = None


class Clause9(Document, frozen=True, kw_only=True):
    """Clause 9(a) of modules 2 and 3: how further sub-processors are authorised."""

    option: Literal[1, 2, "specific", "general"] | None = None
    days: Annotated[int, Meta(ge=0, le=3650)] | None = None


class Scc(Safeguard, frozen=True, kw_only=True, tag="scc"):
    """Standard contractual clauses of the Commission (Art. 46(2)(c)), as signed between these two parties."""

    set: SccSet | None = None
    modules: Annotated[tuple[Module, ...], Meta(max_length=4)] | None = None
    signed_on: date | None = None
    annexes_missing: Annotated[tuple[Literal["I.A", "I.B", "I.C", "II", "III"], ...], Meta(max_length=5)] | None = None
    clause_9: Clause9 | None = None
    supervisory_authority: Line | None = None
    courts: Country | None = None
    governing_law: Country | None = None
    text_changed: bool | None = None
    parties_match: bool | None = None
    processing_unchanged: bool | None = None
    data_combined_in_eu: bool | None = None
    uk_addendum: bool | None = None
    swiss_addendum: bool | None = None


class Idta(Safeguard, frozen=True, kw_only=True, tag="idta"):
    """The International Data Transfer Agreement of the ICO (DPA 2018 s. 119A)."""

    signed_on: date | None = None


class Bcr(Safeguard, frozen=True, kw_only=True, tag="bcr"):
    """Binding corporate rules (Art. 47)."""

    type: Literal["controller", "processor"] | None = None
    status: Literal["approved", "pending", "none", "withdrawn"] | None = None
    approved_on: date | None = None
    approved_by: Line | None = None
    approved_under: Annotated[tuple[Regime, ...], Meta(max_length=3)] | None = None
    withdrawn_on: date | None = None
    recipient_bound: bool | None = None
    exporter_bound: bool | None = None
    data_categories: Lines | None = None


class _Scheme(Safeguard, frozen=True, kw_only=True):
    scheme: Line | None = None
    scheme_version: Line | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    covers_transfer: bool | None = None
    binding_commitments: bool | None = None


class CodeOfConduct(_Scheme, frozen=True, kw_only=True, tag="code_of_conduct"):
    """An approved code of conduct with binding commitments of the importer (Art. 46(2)(e))."""


class Certification(_Scheme, frozen=True, kw_only=True, tag="certification"):
    """An approved certification with binding commitments of the importer (Art. 46(2)(f))."""


class _Authorised(Safeguard, frozen=True, kw_only=True):
    authorisation_status: Literal["none", "pending", "granted"] | None = None
    authorised_on: date | None = None
    authority: Line | None = None


class AdHocClauses(_Authorised, frozen=True, kw_only=True, tag="ad_hoc_clauses"):
    """Contract clauses of one's own, which an authority must authorise (Art. 46(3)(a))."""


class AdministrativeArrangement(_Authorised, frozen=True, kw_only=True, tag="administrative_arrangement"):
    """Provisions between public authorities, which an authority must authorise (Art. 46(3)(b))."""


class PublicInstrument(_Authorised, frozen=True, kw_only=True, tag="public_instrument"):
    """A legally binding instrument between public authorities or bodies (Art. 46(2)(a))."""


class Consent(Document, frozen=True, kw_only=True):
    """What makes a consent good for a transfer (Art. 49(1)(a))."""

    explicit: bool | None = None
    specific: bool | None = None
    risks_told: bool | None = None


Ground = Literal[
    "consent",
    "contract",
    "contract_third_party",
    "public_interest",
    "legal_claims",
    "vital_interests",
    "public_register",
    "compelling_interests",
]


class Derogation(Safeguard, frozen=True, kw_only=True, tag="derogation"):
    """A derogation for a specific situation (Art. 49)."""

    ground: Ground | None = None
    justification: Text | None = None
    consent: Consent | None = None
    necessity: bool | None = None
    public_powers: bool | None = None
    whole_register: bool | None = None
    interest_recognised_in: Line | None = None
    people_count: Count | None = None
    safeguards_provided: bool | None = None
    record_reference: Line | None = None
    authority_informed_on: date | None = None
    subjects_informed_on: date | None = None


class Other(Safeguard, frozen=True, kw_only=True, tag="other"):
    """Something that is claimed and is no transfer tool: a bare DPA, ISO 27001, a privacy policy."""

    name: Line | None = None


AnySafeguard = (
    Adequacy
    | Scc
    | Idta
    | Bcr
    | CodeOfConduct
    | Certification
    | AdHocClauses
    | AdministrativeArrangement
    | PublicInstrument
    | Derogation
    | Other
)
MECHANISMS = tuple(str(kind.__struct_config__.tag) for kind in get_args(AnySafeguard))
Safeguards = Annotated[tuple[AnySafeguard, ...], Meta(max_length=50)]


def mechanism_of(safeguard: Safeguard) -> str:
    """Return the tag under which a safeguard stands in a document, such as "scc"."""
    return str(safeguard.__struct_config__.tag)
