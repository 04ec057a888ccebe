"""Adequacy decisions of the Commission (Art. 45 GDPR): when each may be relied on, and for whom."""

from datetime import date, timedelta
from typing import Literal

import msgspec

from service.documents import Document
from service.law.records import AdequacyRecord, Meta, Scope
from service.law.uk_swiss import Listed
from service.safeguards import Regime


class AdequacyMeta(Meta, frozen=True, kw_only=True):
    """The head of `adequacy.json`: the ids in force on the day of the facts, which loading compares with the dates."""

    in_force_on_as_of: tuple[str, ...]


class Watched(Document, frozen=True, kw_only=True):
    """An event that may end or change a decision."""

    id: str
    event: str
    status: str
    kind: Literal["contested", "sunset", "evaluation"]
    effect: str | None = None


class Decision(AdequacyRecord, frozen=True, kw_only=True):
    """One adequacy decision, for a territory or for an international organisation."""

    territory_code: str | None
    international_organisation: str | None
    io_code: str | None
    decision: str
    celex: str
    legal_basis: str
    adopted: date
    document_number: str | None
    oj_ref: str
    published: date
    valid_from_basis: str
    conservative_from: date | None
    valid_until_inclusive: bool | None
    end_reason: str | None
    amended_by: tuple[str, ...]
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
    def cited(self) -> str:
        """Its number and its CELEX number, as a finding cites them."""
        return f"{self.decision} (CELEX {self.celex})"


AnyDecision = Decision | Listed


class AdequacyFile(Document, frozen=True, kw_only=True):
    """The whole of `adequacy.json`."""

    meta: AdequacyMeta
    scope_codes: dict[str, Scope]
    watch_list: tuple[Watched, ...]
    decisions: tuple[Decision, ...]


def names_of(decision: AnyDecision) -> tuple[str, ...]:
    """Return every way to name a decision in a claim, folded: its id, numbers with and without "(EU)", and aliases."""
    celex = (decision.celex,) if isinstance(decision, Decision) else ()
    written = (decision.id, decision.decision, *celex, *decision.aliases)
    return tuple({folded(spelling) for name in written for spelling in spellings(name)})


def spellings(name: str) -> tuple[str, str]:
    """Return a name as it is written and without "(EU)", "/EC" and "/EU", which claims leave out."""
    return name, name.removeprefix("(EU) ").removesuffix("/EC").removesuffix("/EU")


def folded(name: str) -> str:
    """Fold case and spaces, so that two spellings of one name compare equal."""
    return " ".join(name.casefold().split())


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The adequacy of one regime: its decisions by name, by the place or organisation they are about, and by scope."""

    decisions: tuple[AnyDecision, ...]
    named: dict[str, tuple[AnyDecision, ...]]
    about: dict[str, tuple[AnyDecision, ...]]
    scoped: dict[str, tuple[AnyDecision, ...]]


Tables = dict[Regime, Table]


def table(decisions: tuple[AnyDecision, ...]) -> Table:
    """Build the look-up tables over the decisions, in their order."""
    named: dict[str, tuple[AnyDecision, ...]] = {}
    about: dict[str, tuple[AnyDecision, ...]] = {}
    scoped: dict[str, tuple[AnyDecision, ...]] = {}
    for decision in decisions:
        for name in names_of(decision):
            named[name] = (*named.get(name, ()), decision)
        subject = decision.territory_code or f"io:{decision.io_code}"
        about[subject] = (*about.get(subject, ()), decision)
        scoped[decision.scope_code] = (*scoped.get(decision.scope_code, ()), decision)
    return Table(decisions=decisions, named=named, about=about, scoped=scoped)


def concerns(decision: AnyDecision, code: str | None, organisation: str | None) -> bool:
    """Tell whether a decision is about this recipient: an organisation where there is one, else the territory."""
    return decision.io_code == organisation if organisation is not None else decision.territory_code == code
