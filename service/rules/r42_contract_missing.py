"""R42: there is no Art. 28 contract in force with the sub-processor.

Duty: processing by a processor is governed by a binding contract in writing, at every level of the chain; the modules 2
and 3 of (EU) 2021/914 are such a contract.
Source: GDPR Art. 28(3), (4), (9), https://eur-lex.europa.eu/eli/reg/2016/679/oj; (EU) 2021/914 Art. 1, recital 9.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from service.rules.clauses import are_the_contract
from service.rules.contracts import why_not_binding
from service.rules.duties import is_processor, sender
from service.rules.outcomes import Party
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.subprocessors import Dpa
from service.transfers import Severity

RULE = Rule(
    id="R42",
    title="Contract under Art. 28 missing, unsigned or ended",
    about="member",
    severities=("critical", "high", "medium"),
    legal_basis=("GDPR Art. 28(3)", "GDPR Art. 28(4)", "GDPR Art. 28(9)"),
    regimes=EVERY_REGIME,
    legal_basis_ch=("FADP Art. 9",),
)
_SOON = timedelta(days=60)
_REMEDIES = {
    "unknown": "Record the contract with {name}; if there is none, sign one.",
    "critical": "Sign a contract with {name} and record its days; until then stop the processing.",
    "high": "Sign a contract with {name} before the processing begins, and record its days.",
    "medium": "Renew the contract with {name} in time, and record its days.",
}


def check(party: Party) -> Iterator[Note]:
    """Look at the contract of each processor in the chain; recipients that are controllers have none of this kind."""
    scene, document = party.scene, party.member.subprocessor
    if document is None or not is_processor(party):
        return
    if party.contract is not None:
        yield from _ending(party, party.contract)
        return
    if are_the_contract(party.member, scene.law, scene.on):
        return
    dpa = document.dpa
    if dpa is None:
        yield _note(party, "high", "is not recorded", unknown=("dpa",))
        return
    severity: Severity = "high" if scene.flow.status == "planned" else "critical"
    if (wrong := why_not_binding(dpa, scene.on)) is not None:
        yield _note(party, severity, wrong, since=_since(dpa, scene.on))


def _ending(party: Party, dpa: Dpa) -> Iterator[Note]:
    if dpa.valid_until is not None and dpa.valid_until - _SOON <= party.scene.on:
        yield _note(party, "medium", f"ends on {dpa.valid_until}", since=dpa.valid_until - _SOON)


def _since(dpa: Dpa, on: date) -> date | None:
    ended = dpa.valid_until is not None and dpa.valid_until < on and dpa.status in ("signed", "ended")
    return dpa.valid_until + timedelta(days=1) if ended and dpa.valid_until is not None else None


def _note(
    party: Party, severity: Severity, what: str, *, since: date | None = None, unknown: tuple[str, ...] = ()
) -> Note:
    member = party.member
    return Note(
        severity=severity,
        message=f"The contract under Art. 28 between {sender(member)} and {member.name} {what}.",
        remedy=_REMEDIES[severity if not unknown else "unknown"].format(name=member.name),
        since=since,
        unknown=unknown,
    )
