"""R52: the recipient is a controller, or acts as one.

Duty: who decides on purposes and means is a controller: no contract of Art. 28 is asked of it, but a legal basis for
the disclosure, an arrangement between joint controllers, and Chapter V as for everybody. A processor that sets purposes
of its own is considered a controller for them.
Source: GDPR Art. 6, 26, 28(10), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator

from service.rules.clauses import CURRENT
from service.rules.duties import CUSTOMER, abroad, is_live
from service.rules.outcomes import Engaged
from service.rules.rule import EVERY_REGIME, Note, Rule

RULE = Rule(
    id="R52",
    title="Recipient is a controller",
    about="engagement",
    severities=("high", "info"),
    legal_basis=("GDPR Art. 6", "GDPR Art. 26", "GDPR Art. 28(10)"),
    regimes=EVERY_REGIME,
    legal_basis_ch=("FADP Art. 5(j), (k)", "FADP Art. 30", "FADP Art. 31"),
)
_NOTHING = "Nothing is missing here."


def check(engaged: Engaged) -> Iterator[Note]:
    """Say what is asked instead of the duties of Art. 28, and flag a processor with purposes of its own."""
    engagement = engaged.case.engagement
    if not is_live(engaged):
        return
    if engagement.role == "independent_controller":
        yield _independent(engaged)
    elif engagement.role == "joint_controller":
        yield _joint(engaged)
    elif engagement.own_purposes is True:
        yield _own_purposes(engaged)


def _independent(engaged: Engaged) -> Note:
    name, basis = engaged.member.name, engaged.case.engagement.disclosure_basis
    told = "The legal basis of the disclosure (Art. 6) is "
    if basis is None:
        remedy = f"Record the legal basis of the disclosure to {name}."
        return _determined(engaged, "a controller of its own", f"{told}not recorded", remedy, ("disclosure_basis",))
    return _determined(engaged, "a controller of its own", f"{told}recorded as {basis}", _NOTHING)


def _joint(engaged: Engaged) -> Note:
    arrangement = engaged.case.engagement.arrangement
    signed_on = None if arrangement is None else arrangement.signed_on
    remedy = f"Agree with {engaged.member.name} who answers for what, and record the day."
    told = "The arrangement of Art. 26 is "
    if signed_on is None:
        field = "arrangement" if arrangement is None else "arrangement.signed_on"
        return _determined(engaged, "a joint controller", f"{told}not recorded as signed", remedy, (field,))
    if signed_on > engaged.case.on:
        return _determined(engaged, "a joint controller", f"{told}signed on {signed_on} only", remedy)
    return _determined(engaged, "a joint controller", f"{told}of {signed_on}", _NOTHING)


def _determined(engaged: Engaged, role: str, told: str, remedy: str, unknown: tuple[str, ...] = ()) -> Note:
    return Note(
        severity="info",
        message=f"{engaged.member.name} is {role}: no contract under Art. 28 is asked of it. {told}.",
        remedy=f"{remedy}{_clauses(engaged)}",
        unknown=unknown,
    )


def _own_purposes(engaged: Engaged) -> Note:
    name = engaged.member.name
    return Note(
        severity="high",
        message=f"{name} is listed as a processor with purposes of its own; for these it counts as a controller.",
        remedy=f"Have {name} leave them out, or record it as a controller, with a legal basis {CUSTOMER} agrees to.",
    )


def _clauses(engaged: Engaged) -> str:
    """Say which clauses fit, where data goes to a third country; from a processor a person has to look at it."""
    member = engaged.member
    law = engaged.case.law
    if not abroad(engaged.party) or not law.may_be_signed(law.clause_set(CURRENT), engaged.case.on):
        return ""
    choice = law.module_for(member.sender.role, member.role)
    told = f" Where the clauses of (EU) 2021/914 are to carry a transfer to it, module {choice.module} is the one"
    return f"{told} {choice.note}." if choice.note else f"{told}."
