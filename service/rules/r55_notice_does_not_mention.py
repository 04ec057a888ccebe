"""R55: the privacy notice does not mention the transfer.

Duty: the controller tells people that data goes to a third country, on which decision or safeguard, and where to get a
copy. It is the controller's duty: a processor passes on what it takes.
Source: GDPR Art. 13(1)(f), 14(1)(f), 15(2), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator

from service.controllers import PrivacyNotice
from service.rules.duties import CUSTOMER, abroad, is_live
from service.rules.facts import Case
from service.rules.outcomes import Engaged, Outcome
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.wording import listed

RULE = Rule(
    id="R55",
    title="Privacy notice does not mention the transfer",
    about="engagement",
    severities=("medium", "info"),
    legal_basis=("GDPR Art. 13(1)(f)", "GDPR Art. 14(1)(f)", "GDPR Art. 15(2)"),
    regimes=EVERY_REGIME,
    needs=("privacy_notice",),
    legal_basis_ch=("FADP Art. 19(4)",),
)
_WORDS = {
    "privacy_notice.dated": "since when it is in use",
    "privacy_notice.countries": "which countries it names",
    "privacy_notice.copy_from": "where people get a copy of the safeguard",
}

Transfers = dict[str, list[Outcome]]


def check(engaged: Engaged) -> Iterator[Note]:
    """Compare the transfers of an entry with the notice, in one note."""
    controller = engaged.case.facts.controller
    notice = None if controller is None else controller.privacy_notice
    transfers = abroad(engaged.party) if is_live(engaged) else {}
    if notice is None or not transfers:
        return
    unknown = tuple(_unknown(notice, transfers))
    told = list(_wrong(notice, transfers, engaged.case))
    told += [f"it is not recorded {listed(_WORDS[field] for field in unknown)}"] if unknown else []
    if told:
        yield _note(engaged, transfers, told, unknown)


def _wrong(notice: PrivacyNotice, transfers: Transfers, case: Case) -> Iterator[str]:
    begins = case.facts.entry.effective_from
    unnamed = [found[0].hop.where for country, found in transfers.items() if country not in (notice.countries or ())]
    if notice.dated is not None and notice.dated > case.on:
        yield f"it is in use from {notice.dated} only"
    if notice.countries is not None and unnamed:
        yield f"it does not name {listed(unnamed)}"
    if unnamed and notice.dated is not None and begins is not None and notice.dated < begins:
        yield f"it is of {notice.dated}, before the engagement"


def _unknown(notice: PrivacyNotice, transfers: Transfers) -> Iterator[str]:
    if notice.dated is None:
        yield "privacy_notice.dated"
    if notice.countries is None:
        yield "privacy_notice.countries"
    safeguarded = any(outcome.result == "safeguarded" for found in transfers.values() for outcome in found)
    if notice.copy_from is None and safeguarded:
        yield "privacy_notice.copy_from"


def _note(engaged: Engaged, transfers: Transfers, told: list[str], unknown: tuple[str, ...]) -> Note:
    facts, name = engaged.case.facts, engaged.member.legal_name
    own = facts.exporter.role == "controller"
    where = listed(found[0].hop.where for found in transfers.values())
    mend = "name each country in the notice, with the decision or safeguard and where to get a copy, and record its day"
    return Note(
        severity="medium" if own else "info",
        message=f"The privacy notice of {CUSTOMER}, for data that goes to {name} in {where}: {'; '.join(told)}.",
        remedy=f"{mend}." if own else f"Pass it on to {CUSTOMER}, whose duty it is: {mend}.",
        unknown=unknown,
    )
