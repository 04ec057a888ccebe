"""R30: the transfer impact assessment is overdue, or something happened since.

Duty: the parties go on watching the law of the destination and assess again at appropriate intervals and after changes;
the law names no figure, twelve months is the choice of this product.
Source: (EU) 2021/914 Clause 14(e), https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj; EDPB Recommendations 01/2020,
step 6.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from service.rules.outcomes import ART_46
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import CLAUSES_2021_914, FDPIC_2021, RECOMMENDATIONS_01_2020
from service.rules.tools import Tool
from service.safeguards import Tia

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
_YEAR = relativedelta(years=1)


def check(tool: Tool) -> Iterator[Note]:
    """Ask for a new look where the review day has passed, or a trigger came after the assessment."""
    tia, hop = tool.assessed.fitting, tool.hop
    if tia is None:
        return
    if tia.triggered_on is not None and _is_after(tia, tia.triggered_on) and tia.triggered_on <= hop.on:
        why = tia.triggered_by or "a change"
        yield _note(tool, f"does not know what came up on {tia.triggered_on}: {why}", since=tia.triggered_on)
    elif (due := _due(tia)) is None:
        yield _note(tool, "has no date, so its age cannot be told", unknown=("safeguards.tias.completed_on",))
    elif due < hop.on:
        yield _note(tool, f"was due for review on {due}", since=due + timedelta(days=1))


def _is_after(tia: Tia, day: date) -> bool:
    return tia.completed_on is None or tia.completed_on < day


def _due(tia: Tia) -> date | None:
    """Return the last day on which an assessment is fresh: its review day, else a year after it."""
    if tia.review_on is not None or tia.completed_on is None:
        return tia.review_on
    return tia.completed_on + _YEAR


def _note(tool: Tool, what: str, *, since: date | None = None, unknown: tuple[str, ...] = ()) -> Note:
    hop = tool.hop
    return Note(
        severity="medium",
        message=f"The transfer impact assessment for {hop.importer} in {hop.where} {what}.",
        remedy="Look at it again, record the day and the outcome, and set the next review.",
        since=since,
        unknown=unknown,
    )
