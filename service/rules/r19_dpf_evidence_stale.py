"""R19: the evidence of an entry on the Data Privacy Framework List is old, or its certification is due.

Duty: an organisation certifies itself anew every year, and an entry counts only while it is on the list.
Source: (EU) 2023/1795, recitals on re-certification, https://eur-lex.europa.eu/eli/dec_impl/2023/1795/oj. The periods
of 90 and 30 days are a choice of this program.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import ACTIVE, FRAMEWORK, Tool
from service.rules.wording import listed
from service.safeguards import Adequacy, Dpf

RULE = Rule(
    id="R19",
    title="Evidence of the framework entry is old",
    about="tool",
    severities=("high", "medium"),
    legal_basis=("GDPR Art. 5(2)", "GDPR Art. 45(3)", "(EU) 2023/1795 (CELEX 32023D1795), Annex I"),
    effect="stands",
    mechanisms=("adequacy",),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 5(2)", "SI 2023/1028"),
    legal_basis_ch=("FADP Art. 16(1)", "DPO Annex 1"),
)
_FRESH = timedelta(days=90)
_SOON = timedelta(days=30)
_WORDS = {
    "safeguards.dpf.checked_on": "when it was checked",
    "safeguards.dpf.next_certification_on": "when its certification is due",
}


def check(tool: Tool) -> Iterator[Note]:
    """Ask for a new look at the list, in one note; high where the day of certification passed without one."""
    claim, hop, decision = tool.safeguard, tool.hop, tool.fitting
    if not isinstance(claim, Adequacy) or claim.dpf is None or claim.dpf.status not in ACTIVE:
        return
    if decision is None or decision.scope_code not in FRAMEWORK or not hop.law.in_force(decision, hop.on):
        return
    said = dict(_said(claim.dpf, hop.on))
    unknown = tuple(
        f"safeguards.dpf.{name}" for name in ("checked_on", "next_certification_on") if getattr(claim.dpf, name) is None
    )
    if said or unknown:
        told = [*said, *([f"it is not recorded {listed(_WORDS[field] for field in unknown)}"] if unknown else [])]
        yield Note(
            severity="high" if _is_overdue(claim.dpf, hop.on) else "medium",
            message=f"The framework entry recorded for {hop.importer} in {hop.where}: {'; '.join(told)}.",
            remedy="Look the entry up on the Data Privacy Framework List; record the day and the next certification.",
            since=max((day for day in said.values() if day is not None), default=None),
            unknown=unknown,
            legal_basis=(decision.cited,),
        )


def _said(entry: Dpf, on: date) -> Iterator[tuple[str, date | None]]:
    """Yield what is to be said, each with the day since which it is so."""
    checked, due = entry.checked_on, entry.next_certification_on
    if checked is not None and checked > on:
        yield f"it is to be checked on {checked} only", None
    elif checked is not None and checked + _FRESH < on:
        yield (
            f"it was last checked on {checked}, more than {_FRESH.days} days ago",
            checked + _FRESH + timedelta(days=1),
        )
    if due is None:
        return
    if due < on:
        again = "" if _is_overdue(entry, on) else ", and it was seen active after that"
        yield f"its certification was due on {due}{again}", due + timedelta(days=1)
    elif due - _SOON <= on:
        yield f"its certification is due on {due}", due - _SOON


def _is_overdue(entry: Dpf, on: date) -> bool:
    due, checked = entry.next_certification_on, entry.checked_on
    return due is not None and due < on and (checked is None or checked <= due or checked > on)
