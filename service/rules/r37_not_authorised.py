"""R37: an authorisation or the public status is missing, or an authority suspended the flow.

Duty: ad hoc clauses and administrative arrangements need the authorisation of an authority, instruments between public
bodies need public bodies on both sides, and an order of suspension ends the tool that it is recorded with.
Source: GDPR Art. 46(2)(a), (3), 58(2)(j), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator

from service.rules.clauses import usual_tool
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import Tool
from service.rules.wording import listed, not_recorded
from service.safeguards import AdHocClauses, AdministrativeArrangement, PublicInstrument

RULE = Rule(
    id="R37",
    title="Authorisation or public status missing",
    about="tool",
    severities=("critical", "high"),
    legal_basis=("GDPR Art. 46(2)(a)", "GDPR Art. 46(3)", "GDPR Art. 58(2)(j)"),
    effect="defeats",
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 46(2)(a)", "UK GDPR Art. 46(3)", "UK GDPR Art. 58(2)(j)"),
    legal_basis_ch=("FADP Art. 16(2)(a)-(c)", "FADP Art. 51"),
)
_Authorised = AdHocClauses | AdministrativeArrangement
_Public = PublicInstrument | AdministrativeArrangement


def check(tool: Tool) -> Iterator[Note]:
    """Defeat what is suspended, not authorised, or used by a private party; null facts leave the tool open."""
    safeguard, hop = tool.safeguard, tool.hop
    if safeguard is None:
        return
    if safeguard.suspended_on is not None and safeguard.suspended_on <= hop.on:
        yield Note(
            severity="critical",
            message=(
                f"An authority suspended transfers to {hop.importer} in {hop.where} under {tool.name} on "
                f"{safeguard.suspended_on}."
            ),
            remedy="Rest nothing on it until the authority lifts its order; where no other tool holds, stop.",
            since=safeguard.suspended_on,
        )
    if not isinstance(safeguard, _Authorised | PublicInstrument):
        return
    wrong = [*_not_authorised(tool), *_private(tool)]
    unknown = tuple(_unknown(tool))
    if wrong:
        mend = f"Sign {usual_tool(hop)}" if any(_private(tool)) else "Get the authorisation and record it"
        yield _note(tool, f"cannot carry it: {listed(wrong)}", mend)
    elif unknown:
        yield _note(tool, f"cannot be judged; {not_recorded(unknown)}", "Look it up and record it", unknown)


def _note(tool: Tool, what: str, mend: str, unknown: tuple[str, ...] = ()) -> Note:
    hop = tool.hop
    return Note(
        effect="open" if unknown else "defeats",
        severity="high" if unknown else "critical",
        message=f"The transfer to {hop.importer} in {hop.where} rests on {tool.name}, which {what}.",
        remedy=f"{mend}, or use another tool; until then stop the transfer.",
        unknown=unknown,
    )


def _not_authorised(tool: Tool) -> Iterator[str]:
    claim = tool.safeguard
    if not isinstance(claim, _Authorised):
        return
    if claim.authorisation_status in ("none", "pending"):
        yield "no authority has authorised it"
    elif claim.authorised_on is not None and claim.authorised_on > tool.hop.on:
        yield f"it is authorised from {claim.authorised_on} only"


def _private(tool: Tool) -> Iterator[str]:
    if not isinstance(tool.safeguard, _Public):
        return
    hop = tool.hop
    if hop.member.sender.public_authority is False:
        yield f"{hop.member.sender.name or 'the exporter'} is no public authority"
    if hop.subprocessor is not None and hop.subprocessor.public_authority is False:
        yield f"{hop.importer} is no public authority"


def _unknown(tool: Tool) -> Iterator[str]:
    claim, hop = tool.safeguard, tool.hop
    if isinstance(claim, _Authorised):
        if claim.authorisation_status is None:
            yield "safeguards.authorisation_status"
        elif claim.authorised_on is None:
            yield "safeguards.authorised_on"
    if isinstance(claim, _Public):
        if hop.member.sender.public_authority is None:
            yield "exporter.public_authority"
        if hop.subprocessor is not None and hop.subprocessor.public_authority is None:
            yield "public_authority"
