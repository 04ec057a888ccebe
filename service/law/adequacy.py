"""Adequacy decisions of the Commission (Art. 45 GDPR): when each may be relied on, and for whom."""

from datetime import date, timedelta
from typing import Literal

import msgspec

from service.documents import Document
from service.law.records import LegalFact, Meta

ScopeResult = Literal["in_scope", "out_of_scope", "undetermined"]


class AdequacyMeta(Meta, frozen=True, kw_only=True):
    """The head of `adequacy.json`: the ids in force on the day of the facts, which loading compares with the dates."""

    in_force_on_as_of: tuple[str, ...]


class Scope(Document, frozen=True, kw_only=True):
    """Whom a decision covers. The three results say what missing facts, a bare claim and a public authority mean."""

    test: str
    fail_result: Literal["out_of_scope"] | None
    unknown_result: ScopeResult
    unknown_reason: str | None = None
    claimed_result: ScopeResult | None = None
    claimed_reason: str | None = None
    public_authority_result: ScopeResult | None = None


class Watched(Document, frozen=True, kw_only=True):
    """An event that may end or change a decision."""

    id: str
    event: str
    status: str
    kind: Literal["contested", "sunset", "evaluation"]
    effect: str | None = None


class Decision(LegalFact, frozen=True, kw_only=True):
    """One adequacy decision, for a territory or for an international organisation."""

    id: str
    territory_code: str | None
    international_organisation: str | None
    io_code: str | None
    name: str
    decision: str
    celex: str
    aliases: tuple[str, ...] = ()
    legal_basis: str
    adopted: date
    document_number: str | None
    oj_ref: str
    published: date
    valid_from: date
    valid_from_basis: str
    conservative_from: date | None
    valid_until: date | None
    valid_until_inclusive: bool | None
    end_reason: str | None
    invalidated_by: tuple[str, ...] = ()
    succeeded_by: str | None = None
    amended_by: tuple[str, ...]
    scope_code: str
    scope_note: str
    exclusions: tuple[str, ...]
    recipient_facts_needed: tuple[str, ...]
    review: str

    @property
    def last_day(self) -> date | None:
        """The last day on which it may be relied on; null while open."""
        if self.valid_until is None or self.valid_until_inclusive:
            return self.valid_until
        return self.valid_until - timedelta(days=1)

    @property
    def first_day_without(self) -> date | None:
        """The first day after it ended; null while open."""
        return None if self.last_day is None else self.last_day + timedelta(days=1)

    def holds_on(self, on: date) -> bool:
        """Tell whether the day lies in its window."""
        return self.valid_from <= on and (self.last_day is None or on <= self.last_day)

    def concerns(self, code: str | None, organisation: str | None) -> bool:
        """Tell whether it is about this recipient: an organisation where there is one, else the territory."""
        return self.io_code == organisation if organisation is not None else self.territory_code == code

    @property
    def cited(self) -> str:
        """Its number and its CELEX number, as a finding cites them."""
        return f"{self.decision} (CELEX {self.celex})"


class AdequacyFile(Document, frozen=True, kw_only=True):
    """The whole of `adequacy.json`."""

    meta: AdequacyMeta
    scope_codes: dict[str, Scope]
    watch_list: tuple[Watched, ...]
    decisions: tuple[Decision, ...]


def names_of(decision: Decision) -> tuple[str, ...]:
    """Return every way to name a decision in a claim, folded: its id, numbers with and without "(EU)", and aliases."""
    written = (decision.id, decision.decision, decision.celex, *decision.aliases)
    bare = (name.removeprefix("(EU) ").removesuffix("/EC").removesuffix("/EU") for name in written)
    return tuple({folded(name) for name in (*written, *bare)})


def folded(name: str) -> str:
    """Fold case and spaces, so that two spellings of one name compare equal."""
    return " ".join(name.casefold().split())


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions by every name, and by the place or organisation they are about."""

    named: dict[str, tuple[Decision, ...]]
    about: dict[str, tuple[Decision, ...]]


def index(decisions: tuple[Decision, ...]) -> Found:
    """Build the look-up tables over the decisions, in their order."""
    named: dict[str, tuple[Decision, ...]] = {}
    about: dict[str, tuple[Decision, ...]] = {}
    for decision in decisions:
        for name in names_of(decision):
            named[name] = (*named.get(name, ()), decision)
        subject = decision.territory_code or f"io:{decision.io_code}"
        about[subject] = (*about.get(subject, ()), decision)
    return Found(named=named, about=about)
