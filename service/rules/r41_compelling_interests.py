"""R41: compelling legitimate interests, without what the law asks for with them.

Duty: this last resort is for a transfer that is not repeated and concerns few people, with safeguards, with word to the
authority and to the people, and with a record.
Source: GDPR Art. 49(1) second subparagraph, 49(6), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator
from datetime import date

from service.rules.clauses import usual_tool
from service.rules.frequency import is_standing
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import Tool
from service.rules.wording import not_recorded
from service.safeguards import Derogation

RULE = Rule(
    id="R41",
    title="Compelling legitimate interests incomplete",
    about="tool",
    severities=("high",),
    legal_basis=("GDPR Art. 49(1), second subparagraph", "GDPR Art. 49(6)"),
    effect="defeats",
    mechanisms=("derogation",),
    regimes=EVERY_REGIME,
    legal_basis_ch=("FADP Art. 17",),
)


def check(tool: Tool) -> Iterator[Note]:
    """List what is missing for the last resort; of standing transfers R38 speaks."""
    claim, hop = tool.safeguard, tool.hop
    if not isinstance(claim, Derogation) or claim.ground != "compelling_interests" or is_standing(hop):
        return
    if hop.regime == "ch":
        yield _no_swiss_ground(tool)
        return
    wrong = list(_wrong(claim, tool))
    unknown = tuple(_unknown(claim, tool))
    if wrong or unknown:
        what = [*wrong, *([not_recorded(unknown)] if unknown else [])]
        yield Note(
            effect="defeats" if wrong else "open",
            severity="high",
            message=f"Compelling interests are recorded for {hop.importer} in {hop.where}; {'; '.join(what)}.",
            remedy=(
                "Inform the authority and the people, write safeguards into the record, or do not transfer."
                if wrong
                else "Record it; what was not done yet, do before the transfer, or do not transfer."
            ),
            unknown=unknown,
        )


def _no_swiss_ground(tool: Tool) -> Note:
    hop = tool.hop
    return Note(
        effect="open",
        severity="high",
        message=(
            f"Compelling interests are recorded for {hop.importer} in {hop.where}; Art. 17 FADP does not name this "
            "ground among its exceptions."
        ),
        remedy=f"Have a lawyer look at it, or sign {usual_tool(hop)}.",
        confidence="general",
        manual_review=True,
    )


def _wrong(claim: Derogation, tool: Tool) -> Iterator[str]:
    on = tool.hop.on
    if tool.hop.flow.large_scale is True:
        yield "many people are concerned"
    if claim.safeguards_provided is False:
        yield "no safeguards are provided"
    if _is_later(claim.authority_informed_on, on):
        yield f"the authority is informed on {claim.authority_informed_on} only"
    if _is_later(claim.subjects_informed_on, on):
        yield f"the people are informed on {claim.subjects_informed_on} only"


def _is_later(day: date | None, on: date) -> bool:
    return day is not None and day > on


def _unknown(claim: Derogation, tool: Tool) -> Iterator[str]:
    """Yield what is not recorded; how many people are many, no law says, so who knows their number is asked that."""
    names = ("people_count", "safeguards_provided", "record_reference", "authority_informed_on", "subjects_informed_on")
    yield from (f"safeguards.{name}" for name in names if getattr(claim, name) is None)
    if tool.hop.flow.large_scale is None and not tool.hop.member.returns:
        yield "large_scale"
