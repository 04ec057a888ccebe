"""R51: the guarantees of a sub-processor were not verified, or too long ago.

Duty: only processors that give sufficient guarantees may be used, and whoever uses them goes on verifying it, as deeply
as the risk asks for; the law names no figure, twelve months is the choice of this product.
Source: GDPR Art. 24(1), 28(1), https://eur-lex.europa.eu/eli/reg/2016/679/oj; EDPB Opinion 22/2024.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from service.rules.duties import is_processor
from service.rules.outcomes import Party
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import OPINION_22_2024
from service.subprocessors import DueDiligence

RULE = Rule(
    id="R51",
    title="Guarantees not verified",
    about="member",
    severities=("medium",),
    legal_basis=("GDPR Art. 24(1)", "GDPR Art. 28(1)", OPINION_22_2024),
    modifier_m=True,
    regimes=EVERY_REGIME,
    legal_basis_ch=("FADP Art. 9(2)",),
)
_YEAR = relativedelta(years=1)


def check(party: Party) -> Iterator[Note]:
    """Look at the last verification of each processor of the chain, and whether the next one is due."""
    document = party.member.subprocessor
    if document is None or not is_processor(party):
        return
    diligence = document.due_diligence or DueDiligence()
    checked_on, on = diligence.checked_on, party.scene.on
    if checked_on is None:
        field = "due_diligence" if document.due_diligence is None else "due_diligence.checked_on"
        yield _note(party, "When the guarantees of {name} were last verified is not recorded", unknown=(field,))
    elif checked_on > on:
        yield _note(party, f"The guarantees of {{name}} are verified on {checked_on} only")
    elif (due := _due(diligence, checked_on)) < on:
        told = f"The guarantees of {{name}} were last verified on {checked_on}; the next check was due on {due}"
        yield _note(party, told, since=due + timedelta(days=1))


def _due(diligence: DueDiligence, checked_on: date) -> date:
    """Return the last day on which a verification is fresh: the day set for the next one, else a year after it.

    A next check that is not after the last one has been done.
    """
    following = diligence.next_check_on
    return following if following is not None and following > checked_on else checked_on + _YEAR


def _note(party: Party, what: str, *, since: date | None = None, unknown: tuple[str, ...] = ()) -> Note:
    name = party.member.name
    return Note(
        severity="medium",
        message=f"{what.format(name=name)}.",
        remedy=f"Verify what {name} guarantees; record the day, the evidence and when to check next.",
        since=since,
        unknown=unknown,
    )
