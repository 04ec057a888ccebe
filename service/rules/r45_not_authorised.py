"""R45: a sub-processor is engaged without the controller's authorisation.

Duty: a processor engages another one only with the controller's prior written authorisation, specific or general. A
specific one never comes by silence; under a general one, who is on the list and was announced in time is authorised.
Source: GDPR Art. 28(2), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator

from service.engagements import Authorisation
from service.rules.duties import CUSTOMER, engages_another
from service.rules.facts import Case
from service.rules.outcomes import Engaged
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.windows import silence_has_spoken

RULE = Rule(
    id="R45",
    title="Engaged without authorisation",
    about="engagement",
    severities=("critical", "high", "medium"),
    legal_basis=("GDPR Art. 28(2)",),
    regimes=EVERY_REGIME,
    needs=("controller",),
    legal_basis_ch=("FADP Art. 9(3)", "DPO Art. 7"),
)


def check(engaged: Engaged) -> Iterator[Note]:
    """Look for the authorisation of an entry; before it begins nothing is asked for yet, but a refusal counts."""
    case = engaged.case
    if not engages_another(engaged):
        return
    authorisation = case.engagement.authorisation or Authorisation()
    status = _status(authorisation, case)
    if status == "refused":
        yield _refused(engaged, authorisation)
    elif status == "granted" or case.status == "planned":
        return
    elif authorisation.type is None and status is None:
        yield _not_recorded(engaged)
    elif authorisation.type != "general":
        yield _pending(engaged, authorisation)
    elif status == "pending" and not silence_has_spoken(case):
        yield _window_open(engaged)


def _status(authorisation: Authorisation, case: Case) -> str | None:
    """Return how the authorisation stands on the day: what is decided later is pending until then."""
    decided_on = authorisation.decided_on
    if authorisation.status is not None and decided_on is not None and decided_on > case.on:
        return "pending"
    return authorisation.status


def _refused(engaged: Engaged, authorisation: Authorisation) -> Note:
    name = engaged.member.name
    when = f" on {authorisation.decided_on}" if authorisation.decided_on is not None else ""
    planned = engaged.case.status == "planned"
    return Note(
        severity="high" if planned else "critical",
        message=f"{CUSTOMER} refused {name}{when}, and {name} is {'planned' if planned else 'engaged'} all the same.",
        remedy=f"{'Withdraw' if planned else 'End'} the engagement of {name}, or get another decision of {CUSTOMER}.",
        since=authorisation.decided_on,
    )


def _not_recorded(engaged: Engaged) -> Note:
    name = engaged.member.name
    return Note(
        severity="medium",
        message=f"On which authorisation of {CUSTOMER} the engagement of {name} rests is not recorded.",
        remedy="Record it: general or specific, where it is written, and since when.",
        unknown=("authorisation",),
    )


def _pending(engaged: Engaged, authorisation: Authorisation) -> Note:
    name = engaged.member.name
    kind = "authorisation" if authorisation.type is None else "specific authorisation"
    unknown = [f"authorisation.{field}" for field in ("type", "status") if getattr(authorisation, field) is None]
    return Note(
        severity="high",
        message=f"{name} is engaged, and the {kind} of {CUSTOMER} {_state(authorisation, engaged.case)}.",
        remedy=f"Obtain it from {CUSTOMER} in writing and record the day, or suspend the engagement until then.",
        unknown=tuple(unknown),
    )


def _state(authorisation: Authorisation, case: Case) -> str:
    if authorisation.status is None:
        return "is not recorded as granted"
    decided_on = authorisation.decided_on
    return "is pending" if decided_on is None or decided_on <= case.on else f"is decided on {decided_on} only"


def _window_open(engaged: Engaged) -> Note:
    name = engaged.member.name
    return Note(
        severity="high",
        message=f"{name} is engaged under a general authorisation that is pending; nothing recorded says that "
        f"{CUSTOMER} was told and let the objection window pass.",
        remedy="Wait until the window is over, or obtain consent in writing; then record the authorisation as granted.",
        unknown=("notice",) if engaged.case.facts.notice is None else (),
    )
