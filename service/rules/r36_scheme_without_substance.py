"""R36: the certification or code of conduct carries no transfer.

Duty: only a scheme approved as a tool for transfers counts, with a certificate that is valid and covers the transfer,
and with binding and enforceable commitments of the importer.
Source: GDPR Art. 46(2)(e)-(f), https://eur-lex.europa.eu/eli/reg/2016/679/oj; EDPB Opinion 15/2026.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from service.rules.clauses import usual_tool
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.tools import Tool
from service.rules.wording import listed, not_recorded, same_name
from service.safeguards import Certification, CodeOfConduct

RULE = Rule(
    id="R36",
    title="Certification or code without substance",
    about="tool",
    severities=("critical", "high"),
    legal_basis=("GDPR Art. 46(2)(e)", "GDPR Art. 46(2)(f)", "EDPB Opinion 15/2026"),
    effect="defeats",
    mechanisms=("certification", "code_of_conduct"),
    undeclared=True,
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 46(2)(e)", "UK GDPR Art. 46(2)(f)"),
    legal_basis_ch=("FADP Art. 16(3)", "DPO Art. 12"),
)
_Scheme = Certification | CodeOfConduct


def check(tool: Tool) -> Iterator[Note]:
    """Defeat a scheme, certificate or commitment that is not there; what is not recorded leaves it open."""
    claim, hop = tool.safeguard, tool.hop
    if not isinstance(claim, _Scheme):
        return
    instrument = hop.law.instruments[tool.mechanism]
    if hop.regime != "eu":
        yield _unlisted(tool)
        return
    if wrong := [*_not_approved(claim, tool), *_wrong(claim, tool)]:
        yield Note(
            severity="critical",
            message=f"The {_words(tool)} recorded for {hop.importer} in {hop.where} carries nothing: {listed(wrong)}.",
            remedy=f"Sign {usual_tool(hop)}; until then stop the transfer.",
            since=_expired(claim, hop.on),
            confidence=instrument.confidence,
            manual_review=instrument.confidence == "uncertain",
        )
        return
    unknown = tuple(_unknown(claim, tool))
    if unknown:
        yield Note(
            effect="open",
            severity="high",
            message=f"Of the {_words(tool)} for {hop.importer} in {hop.where} {not_recorded(unknown)}.",
            remedy="Ask for the certificate and the commitments, and record what they say.",
            unknown=tuple(name if name == "subject_to_gdpr" else f"safeguards.{name}" for name in unknown),
            confidence=instrument.confidence,
        )


def _unlisted(tool: Tool) -> Note:
    """No scheme approved by the ICO or the FDPIC is among the legal facts, nor that there is none."""
    hop = tool.hop
    return Note(
        effect="open",
        severity="high",
        message=(
            f"A {_words(tool)} is recorded for {hop.importer} in {hop.where}; whether the authority of this exporter's "
            "law approved its scheme as a tool for transfers is not known here."
        ),
        remedy=f"Ask the authority, or sign {usual_tool(hop)}.",
        confidence="uncertain",
        manual_review=True,
    )


def _words(tool: Tool) -> str:
    return tool.mechanism.replace("_", " ")


def _not_approved(claim: _Scheme, tool: Tool) -> Iterator[str]:
    """Say so where no scheme that is approved by the day can be meant, or the certificate is older than the approval.

    A name or a version that is not recorded is not held against it, as long as any scheme is approved.
    """
    on, named = tool.hop.on, claim.scheme
    approved = [s for s in tool.hop.law.schemes if s.mechanism == tool.mechanism and s.valid_from <= on]
    of_name = [s for s in approved if named is None or same_name(s.scheme, named)]
    of_version = [s for s in of_name if claim.scheme_version in (None, s.version)]
    if not of_name:
        yield f"{named or 'no scheme'} is {'not ' if named else ''}approved as a tool for transfers"
    elif not of_version:
        yield f"version {claim.scheme_version} of {named or 'a scheme'} is no tool for transfers"
    elif claim.valid_from is not None and claim.valid_from < min(s.valid_from for s in of_version):
        yield f"it was issued on {claim.valid_from}, before the scheme became a tool for transfers"


def _wrong(claim: _Scheme, tool: Tool) -> Iterator[str]:
    on, document = tool.hop.on, tool.hop.subprocessor
    if claim.valid_from is not None and claim.valid_from > on:
        yield f"it is valid from {claim.valid_from} only"
    if (expired := _expired(claim, on)) is not None:
        yield f"it has not been valid since {expired}"
    if claim.covers_transfer is False:
        yield "it does not cover this transfer"
    if claim.binding_commitments is False:
        yield "there are no binding commitments"
    if isinstance(claim, Certification) and document is not None and document.subject_to_gdpr is True:
        yield "it is for importers that are not subject to the GDPR themselves"


def _expired(claim: _Scheme, on: date) -> date | None:
    over = claim.valid_until is not None and claim.valid_until < on
    return claim.valid_until + timedelta(days=1) if over and claim.valid_until is not None else None


def _unknown(claim: _Scheme, tool: Tool) -> Iterator[str]:
    for name in ("scheme", "scheme_version", "valid_from", "covers_transfer", "binding_commitments"):
        if getattr(claim, name) is None:
            yield name
    document = tool.hop.subprocessor
    if isinstance(claim, Certification) and document is not None and document.subject_to_gdpr is None:
        yield "subject_to_gdpr"
