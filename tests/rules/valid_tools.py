"""Transfer tools that really carry a hop on its day: those of the law, signed, approved or in force, and assessed."""

from collections.abc import Iterator
from datetime import date, timedelta

from service.law import AnyDecision, Law
from service.rules import Facts
from service.subprocessors import Subprocessor
from service.transfers import Transfer
from tests.rules import perfect
from tests.rules.perfect import Plain

# The first days of (EU) 2021/914, of the UK Addendum and the IDTA, of the FDPIC's recognition, and of the scheme.
_CLAUSES = {"eu": date(2021, 6, 27), "uk": date(2022, 3, 21), "ch": date(2021, 8, 27)}
_SCHEME = date(2026, 4, 15)
_MODULES = {("controller", "processor"): 2, ("processor", "processor"): 3, ("processor", "controller"): 4}


def document_of(facts: Facts, hop: Transfer) -> Subprocessor | None:
    """The document of the recipient, whose tools may be added to; null where none was given."""
    return facts.entry.subprocessor if len(hop.chain) == 1 else facts.entry.chain.get(hop.chain[-1])


def valid_for(facts: Facts, hop: Transfer, law: Law) -> Iterator[Plain]:
    """Yield, for a hop with a country, a tool of each kind that is open to its parties on the day, as documents.

    Each is for that country alone: what carries a transfer to one place may carry none to another.
    """
    assert hop.country is not None
    where = {"countries": [hop.country]}
    on, assessed = facts.on, {"tias": [_assessment(facts, hop)]}
    if on >= _CLAUSES[hop.regime]:
        signed = min(on, _CLAUSES[hop.regime] + (on - _CLAUSES[hop.regime]) / 2)
        yield perfect.clauses(str(signed), _module(facts, hop)) | where | assessed
        if hop.regime == "uk":
            yield {"mechanism": "idta", "signed_on": str(signed)} | where | assessed
    kind = "controller" if _sender(facts, hop) == "controller" else "processor"
    yield perfect.binding_rules(str(on), kind, data_categories=_categories(facts)) | where | assessed
    yield from (_claim(facts, hop, decision) | where for decision in _decisions(facts, hop, law))
    yield perfect.authorised("ad_hoc_clauses", str(on)) | where | assessed
    yield from (tool | where | assessed for tool in _of_some(facts, hop))


def _of_some(facts: Facts, hop: Transfer) -> Iterator[Plain]:
    document = document_of(facts, hop)
    assert document is not None
    if hop.regime == "eu" and facts.on >= _SCHEME and document.subject_to_gdpr is False:
        yield perfect.certificate(str(_SCHEME))
    public = facts.exporter.public_authority if len(hop.chain) == 1 else None
    if public and document.public_authority:
        yield perfect.authorised("administrative_arrangement", str(facts.on))
        yield {"mechanism": "public_instrument"}


def _sender(facts: Facts, hop: Transfer) -> str:
    return facts.exporter.role if len(hop.chain) == 1 else "processor"


def _module(facts: Facts, hop: Transfer) -> int:
    role = facts.entry.engagement.role if len(hop.chain) == 1 else "processor"
    return _MODULES.get((_sender(facts, hop), "processor" if role == "processor" else "controller"), 1)


def _assessment(facts: Facts, hop: Transfer) -> Plain:
    done, due = facts.on - timedelta(30), facts.on + timedelta(30)
    return perfect.assessment(str(done), str(due), countries=[hop.country], data_categories=_categories(facts))


def _categories(facts: Facts) -> list[str] | None:
    named = facts.entry.engagement.data_categories
    return None if named is None else list(named or ("Names",))


def _decisions(facts: Facts, hop: Transfer, law: Law) -> Iterator[AnyDecision]:
    """Yield the decisions in force on the place, or on the organisation, that a company may rely on.

    None where an authority has suspended the transfer: no claim brings it back (R37).
    """
    document = document_of(facts, hop)
    assert document is not None
    claimed = document.safeguards or ()
    if any(claim.suspended_on is not None and claim.suspended_on <= facts.on for claim in claimed):
        return
    for decision in law.decisions_about(hop.country, document.international_organisation, hop.regime):
        if law.in_force(decision, facts.on) and not decision.scope_code.startswith("pnr"):
            yield decision


def _claim(facts: Facts, hop: Transfer, decision: AnyDecision) -> Plain:
    found: Plain = {"mechanism": "adequacy", "decision": decision.id, "in_scope": True}
    if "participant" not in decision.scope_code:
        return found
    entry = perfect.framework_entry(str(facts.on), str(facts.on + timedelta(200)))
    return found | {"dpf": entry | {"legal_name": hop.importer}}
