"""R46: a sub-processor begins before its notice has run, or while an objection is open.

Duty: under a general authorisation the controller is told of every addition or replacement and has the chance to object
before it happens. No law fixes a number of days: it is that of the contract.
Source: GDPR Art. 28(2), https://eur-lex.europa.eu/eli/reg/2016/679/oj; (EU) 2021/914 Clause 9(a),
https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj
"""

from collections.abc import Iterator
from datetime import date

from service.rules.duties import CUSTOMER, engages_another
from service.rules.outcomes import Engaged
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import CLAUSES_2021_914
from service.rules.windows import first_allowed_day, precedes_notices
from service.transfers import NoticeFacts

RULE = Rule(
    id="R46",
    title="Notice too short, or an objection is open",
    about="engagement",
    severities=("high", "medium"),
    legal_basis=("GDPR Art. 28(2)", f"{CLAUSES_2021_914}, Clause 9(a)"),
    regimes=EVERY_REGIME,
    needs=("controller", "notice"),
    legal_basis_ch=("FADP Art. 9(3)", "DPO Art. 7"),
)


def check(engaged: Engaged) -> Iterator[Note]:
    """Compare the first day of the entry with its notice; where none is recorded it begins on the day of the check."""
    case, notice = engaged.case, engaged.case.facts.notice
    if notice is None or not engages_another(engaged) or precedes_notices(case):
        return
    if notice.objection == "open":
        yield _objection(engaged)
    elif not case.facts.period_enforced:
        first, begins = first_allowed_day(case), notice.starts_on or case.facts.entry.effective_from
        if first is None:
            yield _not_recorded(engaged)
        elif (case.on if begins is None else begins) < first:
            yield _early(engaged, notice, first)


def _objection(engaged: Engaged) -> Note:
    name = engaged.member.name
    return Note(
        severity="high",
        message=f"An objection of {CUSTOMER} to {name} is open.",
        remedy=f"Decide it with {CUSTOMER}, and keep its data from {name} until then.",
    )


def _not_recorded(engaged: Engaged) -> Note:
    name = engaged.member.name
    return Note(
        severity="medium",
        message=f"When {CUSTOMER} was told of {name} is not recorded.",
        remedy="Record the day of the notice; if there was none, give it now.",
        unknown=("notice.published_on",),
    )


def _early(engaged: Engaged, notice: NoticeFacts, first: date) -> Note:
    case, name, own = engaged.case, engaged.member.name, notice.starts_on is None
    begins = notice.starts_on or case.facts.entry.effective_from
    planned = case.status == "planned" or (begins is not None and begins > case.on)
    told = "of" if notice.published_on is None else f"on {notice.published_on} of"
    what = f"{name}, whose engagement" if own else f"a decision about {name}, which"
    when = "is in effect" if begins is None else f"begins on {begins}"
    waived = " The period was waived when the change was recorded." if notice.kind == "waived" else ""
    return Note(
        severity="medium" if planned else "high",
        message=f"{CUSTOMER} was told {told} {what} {when}; the first day that the period allows is {first}.{waived}",
        remedy=f"Keep the data from {name} until {first}, or have {CUSTOMER} agree to the earlier day in writing.",
    )
