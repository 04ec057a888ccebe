"""R40: the necessity or the limits of a derogation are ignored.

Duty: a contract carries only what it needs, a public register only an extract, a public interest only one that the law
recognises; public authorities exercising their powers may not use consent, contracts or compelling interests.
Source: GDPR Art. 49(2)-(4), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator

from service.rules.frequency import is_standing
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import Tool
from service.rules.wording import listed, not_recorded
from service.safeguards import Derogation

RULE = Rule(
    id="R40",
    title="Limits of the derogation",
    about="tool",
    severities=("critical", "high"),
    legal_basis=("GDPR Art. 49(2)", "GDPR Art. 49(3)", "GDPR Art. 49(4)"),
    effect="defeats",
    mechanisms=("derogation",),
    regimes=EVERY_REGIME,
    legal_basis_ch=("FADP Art. 17(1)",),
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat a derogation beyond its limits; of what is not recorded speak only where it could carry the transfer."""
    claim, hop = tool.safeguard, tool.hop
    if not isinstance(claim, Derogation):
        return
    if _barred(claim, tool):
        yield Note(
            severity="critical",
            message=(
                f"{hop.member.sender.name or 'The exporter'} exercises public powers, and {tool.name} is recorded for "
                f"{hop.importer} in {hop.where}; Art. 49(3) keeps public authorities from it."
            ),
            remedy="Use a tool of Art. 46, or a ground that is open to public authorities; until then stop.",
        )
    elif wrong := list(_wrong(claim, tool)):
        yield _note(tool, f", but {listed(wrong)}", "Use a tool of Art. 46; until then stop the transfer.")
    elif not is_standing(hop) and (unknown := tuple(_unknown(claim, tool))):
        remedy = "Look it up and record it with the reasons, or use a tool of Art. 46."
        yield _note(tool, f"; {not_recorded(unknown)}", remedy, unknown)


def _note(tool: Tool, what: str, remedy: str, unknown: tuple[str, ...] = ()) -> Note:
    hop = tool.hop
    return Note(
        effect="open" if unknown else "defeats",
        severity="high",
        message=f"{tool.name[0].upper()}{tool.name[1:]} is recorded for {hop.importer} in {hop.where}{what}.",
        remedy=remedy,
        unknown=unknown,
    )


def _barred(claim: Derogation, tool: Tool) -> bool:
    if claim.ground is None or tool.hop.law.derogations[claim.ground].public_authority_may_use:
        return False
    return tool.hop.member.sender.public_authority is True and claim.public_powers is True


def _is_tested(claim: Derogation, tool: Tool) -> bool:
    """Tell whether the ground carries only what is necessary for it."""
    return claim.ground is not None and tool.hop.law.derogations[claim.ground].necessity_test


def _wrong(claim: Derogation, tool: Tool) -> Iterator[str]:
    if _is_tested(claim, tool) and claim.necessity is False:
        yield "the transfer is not necessary for it"
    if claim.ground == "public_register" and claim.whole_register is True:
        yield "the whole register is sent"


def _unknown(claim: Derogation, tool: Tool) -> Iterator[str]:
    if claim.ground is None:
        yield "safeguards.ground"
        return
    if _is_tested(claim, tool) and claim.necessity is None:
        yield "safeguards.necessity"
    if claim.ground == "public_register" and claim.whole_register is None:
        yield "safeguards.whole_register"
    if claim.ground == "public_interest" and claim.interest_recognised_in is None:
        yield "safeguards.interest_recognised_in"
    if not tool.hop.law.derogations[claim.ground].public_authority_may_use:
        halves = {
            "exporter.public_authority": tool.hop.member.sender.public_authority,
            "safeguards.public_powers": claim.public_powers,
        }
        yield from (name for name, fact in halves.items() if fact is None and False not in halves.values())
