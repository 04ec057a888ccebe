"""R53: the engagement has ended, and what became of the data is not evidenced.

Duty: at the end the processor deletes or returns all personal data, and existing copies.
Source: GDPR Art. 28(3)(g), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator

from service.engagements import Deletion
from service.rules.outcomes import Engaged
from service.rules.rule import EVERY_REGIME, Note, Rule

RULE = Rule(
    id="R53",
    title="Deletion after the end not evidenced",
    about="engagement",
    severities=("medium",),
    legal_basis=("GDPR Art. 28(3)(g)",),
    modifier_m=True,
    regimes=EVERY_REGIME,
    legal_basis_ch=("FADP Art. 6(4)",),
)


def check(engaged: Engaged) -> Iterator[Note]:
    """Ask of a processor whose engagement has ended when the data was deleted or returned, and for the evidence."""
    case = engaged.case
    if len(engaged.member.chain) > 1 or case.engagement.role != "processor" or case.status != "ended":
        return
    deletion = case.engagement.deletion
    done_on = None if deletion is None else deletion.done_on
    if deletion is None or done_on is None:
        field = "deletion" if deletion is None else "deletion.done_on"
        yield _note(engaged, "that the data was deleted or returned is not recorded", unknown=(field,))
    elif done_on > case.on:
        yield _note(engaged, f"the data is to be {_done(deletion)} on {done_on} only")
    elif deletion.evidence is None:
        told = f"the data is recorded as {_done(deletion)} on {done_on}, and the evidence for it is not recorded"
        yield _note(engaged, told, unknown=("deletion.evidence",))


def _done(deletion: Deletion) -> str:
    return deletion.kind or "deleted or returned"


def _note(engaged: Engaged, what: str, *, unknown: tuple[str, ...] = ()) -> Note:
    name, ended_on = engaged.member.name, engaged.case.facts.entry.effective_until
    return Note(
        severity="medium",
        message=f"The engagement of {name} ended on {ended_on}; {what}.",
        remedy=f"Have {name} delete or return the data and confirm it in writing; record the day and the confirmation.",
        since=ended_on,
        unknown=unknown,
    )
