"""Transfers and findings: what the check derives. Never stored by hand."""

from datetime import date
from typing import Literal

import msgspec

from service.controllers import Controller, Exporter
from service.documents import Document, Slug
from service.engagements import Engagement
from service.safeguards import Regime
from service.subprocessors import Subprocessor

Result = Literal["no_transfer", "inside_eea", "adequate", "safeguarded", "derogation", "undetermined", "unsafeguarded"]
RESULTS: tuple[Result, ...] = (
    "no_transfer",
    "inside_eea",
    "adequate",
    "safeguarded",
    "derogation",
    "undetermined",
    "unsafeguarded",
)
Severity = Literal["info", "low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")
Confidence = Literal["verified", "general", "uncertain"]
LESS_SURE: tuple[Confidence, ...] = ("verified", "general", "uncertain")


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """On what a transfer rests: the article, the tool, and where it is written."""

    article: str | None = None
    mechanism: str | None = None
    decision: str | None = None
    reference: str | None = None
    set: str | None = None
    module: int | None = None
    valid_until: date | None = None


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """One hop: list entry (or chain member) × country × regime, with a result and its legal basis.

    `country` is null for an undeclared place and for a region; `chain` holds the slugs from the list entry down to the
    hop; `fallbacks` are the other tools that hold.
    """

    controller: str | None
    subprocessor: str | None
    country: str | None
    activities: tuple[str, ...]
    chain: tuple[str, ...]
    regime: Regime
    exporter: str | None
    importer: str | None
    result: Result
    basis: Basis | None = None
    fallbacks: tuple[Basis, ...] = ()
    manual_review: bool = False


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """The acceptance of a finding: it stays visible, and ends by itself after the day `until`. `by` names a key."""

    reason: str
    until: date
    by: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that fired. A flag is a finding of severity high or critical.

    `since` is the day from which the facts make it so (null: since the entry holds), `unknown` names the fields that
    are not recorded, `confidence` is that of the legal facts it rests on, `fingerprint` is stable for the same problem.
    """

    rule: str
    title: str
    severity: Severity
    regime: Regime | None
    controller: str | None
    subprocessor: str | None
    country: str | None
    message: str
    legal_basis: tuple[str, ...]
    remedy: str
    since: date | None
    unknown: tuple[str, ...]
    confidence: Confidence
    accepted: Acceptance | None
    fingerprint: str


class ChainMember(Subprocessor, frozen=True, kw_only=True):
    """A sub-processor document with its slug, as the chain of an assessment lists it."""

    slug: Slug


class NoticeFacts(Document, frozen=True, kw_only=True):
    """What an assessment may be told of the notice (rules R45 to R47).

    `starts_on` is the first day of what the notice tells of; null is that of the engagement itself.
    """

    published_on: date | None = None
    starts_on: date | None = None
    objection_until: date | None = None
    kind: Literal["notice", "baseline", "history", "waived"] | None = None
    objection: Literal["none", "open", "rejected"] | None = None


class Scenario(Document, frozen=True, kw_only=True):
    """What if: the decisions, list entries and clause sets that are taken as fallen."""

    revoke: tuple[str, ...] = ()


class Assessment(Document, frozen=True, kw_only=True):
    """The request of the stateless check. All but `subprocessor` are optional."""

    subprocessor: Subprocessor
    on: date | None = None
    exporter: Exporter | None = None
    controller: Controller | None = None
    engagement: Engagement | None = None
    chain: tuple[ChainMember, ...] = ()
    notice: NoticeFacts | None = None
    scenario: Scenario | None = None


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of the check for one entry. The result is the worst hop."""

    on: date
    result: Result
    transfers: tuple[Transfer, ...]
    findings: tuple[Finding, ...]
    not_evaluated: tuple[str, ...]


def worst(results: list[Result]) -> Result:
    """Return the worst of the results, in the order of RESULTS; `no_transfer` where there is none."""
    return max(results, key=RESULTS.index, default="no_transfer")
