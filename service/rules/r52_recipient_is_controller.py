"""R52: the recipient is a controller, or acts as one.

Duty: who decides on purposes and means is a controller: no contract of Art. 28 is asked of it, but a legal basis for
the disclosure, an arrangement between joint controllers, and Chapter V as for everybody. A processor that sets purposes
of its own is considered a controller for them.
Source: GDPR Art. 6, 26, 28(10), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator

from service.rules.duties import CUSTOMER, abroad, is_live
from service.rules.outcomes import Party
from service.rules.rule import EVERY_REGIME, Note, Rule

RULE = Rule(
    id="R52",
    title="Recipient is a controller",
    about="member",
    legal_basis=("GDPR Art. 6", "GDPR Art. 26", "GDPR Art. 28(10)"),
    regimes=EVERY_REGIME,
    legal_basis_ch=("FADP Art. 5(j), (k)", "FADP Art. 30", "FADP Art. 31"),
)


def check(party: Party) -> Iterator[Note]:
    """Say what is asked instead of the duties of Art. 28, and flag a processor with purposes of its own."""
    engagement = party.case.engagement
    if not is_live(party):
        return
    if engagement.role == "independent_controller":
        yield _independent(party)
    elif engagement.role == "joint_controller":
        yield _joint(party)
    elif engagement.own_purposes is True:
        yield _own_purposes(party)


def _independent(party: Party) -> Note:
    name, basis = party.member.name, party.case.engagement.disclosure_basis
    rests = "is not recorded" if basis is None else f"is recorded as {basis}"
    return Note(
        severity="info",
        message=f"{name} is a controller of its own: no contract under Art. 28 is asked of it. The legal basis of the "
        f"disclosure (Art. 6) {rests}.",
        remedy=f"Record the legal basis of the disclosure to {name}.{_clauses(party)}"
        if basis is None
        else f"Nothing is missing here.{_clauses(party)}",
        unknown=() if basis is not None else ("disclosure_basis",),
    )


def _joint(party: Party) -> Note:
    name, arrangement = party.member.name, party.case.engagement.arrangement
    signed_on = None if arrangement is None else arrangement.signed_on
    unknown: tuple[str, ...] = ()
    if signed_on is None:
        stands = "is not recorded as signed"
        unknown = ("arrangement" if arrangement is None else "arrangement.signed_on",)
    else:
        stands = f"is of {signed_on}" if signed_on <= party.case.on else f"is signed on {signed_on} only"
    in_order = signed_on is not None and signed_on <= party.case.on
    return Note(
        severity="info",
        message=f"{name} is a joint controller: no contract under Art. 28 is asked of it. The arrangement of Art. 26 "
        f"{stands}.",
        remedy=f"Nothing is missing here.{_clauses(party)}"
        if in_order
        else f"Agree with {name} who answers for what, and record the day.{_clauses(party)}",
        unknown=unknown,
    )


def _own_purposes(party: Party) -> Note:
    name, owner = party.member.name, CUSTOMER
    return Note(
        severity="high",
        message=f"{name} is listed as a processor with purposes of its own; for these it counts as a controller.",
        remedy=f"Have {name} leave them out, or record it as a controller with a legal basis that {owner} agrees to.",
    )


def _clauses(party: Party) -> str:
    """Say which clauses fit, where data goes to a third country; from a processor a person has to look at it."""
    member = party.member
    if not abroad(party):
        return ""
    choice = party.case.law.module_for(member.sender.role, member.role)
    told = f" Where the clauses of (EU) 2021/914 are to carry a transfer to it, module {choice.module} is the one"
    return f"{told} {choice.note}." if choice.note else f"{told}."
