"""R20: the adequacy decision that carries the transfer ends soon.

Duty: a decision with a last day carries nothing after it; a transfer that goes on needs another tool in place by then.
Source: (EU) 2025/2574 Art. 4, https://eur-lex.europa.eu/eli/dec_impl/2025/2574/oj. The periods of 24, 12 and 3 months
are a choice of this program.
"""

from collections.abc import Iterator
from datetime import date

from dateutil.relativedelta import relativedelta

from service.rules.counted import kept
from service.rules.outcomes import Outcome
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.transfers import Severity

RULE = Rule(
    id="R20",
    title="Adequacy decision ends soon",
    about="hop",
    severities=("high", "medium", "low"),
    legal_basis=("GDPR Art. 45(3)",),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 45A",),
    legal_basis_ch=("FADP Art. 16(1)",),
)
_STEPS: tuple[tuple[relativedelta, Severity], ...] = (
    (relativedelta(months=3), "high"),
    (relativedelta(months=12), "medium"),
    (relativedelta(months=24), "low"),
)


def check(outcome: Outcome) -> Iterator[Note]:
    """Warn in three steps; the last is high only where no other tool holds.

    A decision with an heir does not end, and the judgment that ended one was known to nobody before its day.
    """
    decision, hop = outcome.adequacy, outcome.hop
    if decision is None or decision.last_day is None or decision.succeeded_by is not None or decision.invalidated_by:
        return
    for begins, severity in _steps(decision.last_day):
        if begins <= hop.on:
            held = len(outcome.holding) > 1
            yield Note(
                severity="medium" if severity == "high" and held else severity,
                message=(
                    f"The transfer to {hop.importer} in {hop.where} rests on {decision.decision}, which may be relied "
                    f"on until {decision.last_day}; {'another tool holds' if held else 'no other tool holds'}."
                ),
                remedy=(
                    "Look for its extension; keep the other tool in order: without one the transfer rests on it."
                    if held
                    else "Look for its extension, and have another tool in place before that day."
                ),
                since=begins,
                confidence=decision.confidence,
                legal_basis=(decision.cited,),
            )
            return


@kept
def _steps(last_day: date) -> tuple[tuple[date, Severity], ...]:
    return tuple((last_day - before, severity) for before, severity in _STEPS)
