"""R30: the transfer impact assessment is overdue, or something happened since.

Duty: the parties go on watching the law of the destination and assess again at appropriate intervals and after changes;
the law names no figure, twelve months is the choice of this product.
Source: (EU) 2021/914 Clause 14(e), https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj; EDPB Recommendations 01/2020,
step 6.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from service.rules.assessments import due, triggered
from service.rules.outcomes import ART_46
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import CLAUSES_2021_914, FDPIC_2021, RECOMMENDATIONS_01_2020
from service.rules.tools import Tool

RULE = Rule(
    id="R30",
    title="Transfer impact assessment overdue",
    about="tool",
    severities=("medium",),
    legal_basis=(f"{CLAUSES_2021_914}, Clause 14(e)", f"{RECOMMENDATIONS_01_2020}, step 6"),
    effect="stands",
    modifier_m=True,
    mechanisms=ART_46,
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 46(1A)", f"{CLAUSES_2021_914}, Clause 14(e)"),
    legal_basis_ch=("FADP Art. 16(2)", f"{CLAUSES_2021_914}, Clause 14(e)", FDPIC_2021),
)
_NO_DAY = "safeguards.tias.completed_on"


def check(tool: Tool) -> Iterator[Note]:
    """Ask for a new look where the review day has passed, or a trigger came after the assessment."""
    found, on = tool.assessed, tool.hop.on
    tia = found.fitting
    if tia is None:
        return
    came, last = triggered(tia), due(tia)
    if came is not None and came <= on:
        why = tia.triggered_by or "a change"
        yield _note(tool, f"does not know what came up on {came}: {why}", since=came)
    elif last is None and _NO_DAY not in found.doubted:
        yield _note(tool, "has no date, so its age cannot be told", unknown=(_NO_DAY,))
    elif last is not None and last < on:
        yield _note(tool, f"was due for review on {last}", since=last + timedelta(days=1))
    elif tia.triggered_on is None and tia.triggered_by is not None:
        why = f"may not know what came up on a day that is not recorded: {tia.triggered_by}"
        yield _note(tool, why, unknown=("safeguards.tias.triggered_on",))


def _note(tool: Tool, what: str, *, since: date | None = None, unknown: tuple[str, ...] = ()) -> Note:
    hop = tool.hop
    return Note(
        severity="medium",
        message=f"The transfer impact assessment for {hop.importer} in {hop.where} {what}.",
        remedy="Look at it again, record the day and the outcome, and set the next review.",
        since=since,
        unknown=unknown,
    )
