"""What the rules about the duties of Art. 28 to 30 share: whom they bind, what they call them, and where data goes."""

from service.rules.members import Member
from service.rules.outcomes import Engaged, Outcome, Party
from service.transfers import Result

# Findings are about terms that many lists share: none of them names its controller.
CUSTOMER = "the controller"
_NO_TRANSFER: tuple[Result, ...] = ("no_transfer", "inside_eea")


def is_live(engaged: Engaged) -> bool:
    """Tell whether the member is that of the list entry itself, and its engagement has not ended."""
    return len(engaged.member.chain) == 1 and engaged.case.status != "ended"


def engages_another(engaged: Engaged) -> bool:
    """Tell whether a processor engages another one here, for which Art. 28(2) asks its controller first."""
    case = engaged.case
    return is_live(engaged) and case.facts.exporter.role == "processor" and case.engagement.role == "processor"


def is_processor(party: Party) -> bool:
    """Tell whether the member is a processor with a document, in an entry that has not ended."""
    flow = party.scene.flow
    return flow.role == "processor" and flow.status != "ended" and party.member.subprocessor is not None


def sender(member: Member) -> str:
    """Return what a sentence calls the one who sends the data to a member."""
    return member.sender.name or "the exporter"


def abroad(party: Party) -> dict[str, list[Outcome]]:
    """Return the transfers of a member by country: what leaves the area in which the exporter's regime lets data flow.

    Undeclared places are left to R04, and an organisation that sits inside the EEA has no third country.
    """
    found: dict[str, list[Outcome]] = {}
    for outcome in party.outcomes:
        hop = outcome.hop
        if hop.country is None or hop.standing is None or outcome.result in _NO_TRANSFER:
            continue
        if hop.organisation is None or not hop.standing.inside:
            found.setdefault(hop.country, []).append(outcome)
    return found
