"""R39: consent is used for a standing transfer, or is defective.

Duty: consent carries a transfer by way of exception only, and only if it is explicit, specific to the transfer and
given after information on what may happen without a decision and without safeguards.
Source: GDPR Art. 49(1)(a), https://eur-lex.europa.eu/eli/reg/2016/679/oj; EDPB Guidelines 2/2018,
https://www.edpb.europa.eu/our-work-tools/our-documents/guidelines/guidelines-22018-derogations-article-49-under-regulation_en
"""

from collections.abc import Iterator

from service.rules.clauses import usual_tool
from service.rules.frequency import is_standing
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import GUIDELINES_2_2018
from service.rules.tools import Tool
from service.rules.wording import listed, not_recorded
from service.safeguards import Consent, Derogation

RULE = Rule(
    id="R39",
    title="Consent as a basis for the transfer",
    about="tool",
    severities=("critical", "high"),
    legal_basis=("GDPR Art. 49(1)(a)", GUIDELINES_2_2018),
    effect="defeats",
    mechanisms=("derogation",),
    regimes=EVERY_REGIME,
    undeclared=True,
    legal_basis_ch=("FADP Art. 17(1)(a)",),
)
_ASKED = {"explicit": "explicit", "specific": "specific to this transfer", "risks_told": "given after due information"}


def check(tool: Tool) -> Iterator[Note]:
    """Defeat consent for a standing transfer; for a one-off, look at how it was given."""
    claim = tool.safeguard
    if not isinstance(claim, Derogation) or claim.ground != "consent":
        return
    if is_standing(tool.hop):
        yield _standing(tool)
    else:
        yield from _given(tool, claim.consent or Consent())


def _standing(tool: Tool) -> Note:
    hop = tool.hop
    return Note(
        severity="critical",
        message=(
            f"Consent is recorded as the basis of the transfer to {hop.importer} in {hop.where}, a standing one; "
            "consent is no basis for a standing service."
        ),
        remedy=f"Use a tool of Art. 46, such as {usual_tool(hop)}; until then stop the transfer.",
    )


def _given(tool: Tool, consent: Consent) -> Iterator[Note]:
    hop = tool.hop
    if wrong := [words for name, words in _ASKED.items() if getattr(consent, name) is False]:
        yield Note(
            severity="high",
            message=f"The consent recorded for {hop.importer} in {hop.where} is not {listed(wrong, 'or')}.",
            remedy="Ask again, explicitly, for this transfer and with what it may lead to; or use another tool.",
        )
        return
    unknown = [f"safeguards.consent.{name}" for name in _ASKED if getattr(consent, name) is None]
    if is_standing(hop) is None:
        unknown.insert(0, "frequency")
    if unknown:
        yield _open(tool, tuple(unknown))


def _open(tool: Tool, unknown: tuple[str, ...]) -> Note:
    hop = tool.hop
    return Note(
        effect="open",
        severity="high",
        message=f"Consent is recorded for {hop.importer} in {hop.where}; {not_recorded(unknown)}.",
        remedy="Record how often data goes there and how the consent was given, or use a tool of Art. 46.",
        unknown=unknown,
    )
