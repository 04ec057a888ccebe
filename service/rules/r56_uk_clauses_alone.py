"""R56: under UK law the clauses of the EU carry nothing alone.

Duty: a UK exporter needs the International Data Transfer Agreement, or the clauses of (EU) 2021/914 together with the
UK Addendum.
Source: DPA 2018 s. 119A; UK GDPR Art. 46;
https://ico.org.uk/for-organisations/uk-gdpr-guidance-and-resources/international-transfers/
"""

from collections.abc import Iterator

from service.rules.clauses import agreement_stands, clauses_stand, is_current, usual_tool
from service.rules.rule import Note, Rule
from service.rules.tools import Tool, claims_of
from service.rules.wording import mechanism
from service.safeguards import Idta, Scc

RULE = Rule(
    id="R56",
    title="UK: clauses of the EU without the Addendum",
    about="tool",
    severities=("critical", "high"),
    legal_basis=("DPA 2018 s. 119A", "UK GDPR Art. 46"),
    effect="defeats",
    mechanisms=("scc",),
    regimes=("uk",),
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat the clauses without the Addendum; beside an agreement that is recorded for the hop they are no fault."""
    scc, hop = tool.safeguard, tool.hop
    if not isinstance(scc, Scc) or not is_current(scc):
        return
    addendum = hop.law.national["uk", "uk_addendum"]
    begins = addendum.valid_from
    if scc.uk_addendum is not False and hop.law.set_has_fallen(addendum):
        yield _note(tool, "the UK Addendum is taken as fallen in this scenario")
    elif scc.uk_addendum is not False and begins is not None and hop.on < begins:
        yield _note(tool, f"the UK Addendum is usable from {begins} only")
    elif scc.uk_addendum is None:
        yield _not_recorded(tool)
    elif not scc.uk_addendum:
        has_agreement = any(isinstance(claim, Idta) for claim in claims_of(hop))
        yield Note() if has_agreement else _note(tool, "they stand without the UK Addendum, which UK law asks for")


def _note(tool: Tool, what: str) -> Note:
    hop = tool.hop
    or_agreement = f", or {mechanism('idta')}" if agreement_stands(hop.law) else ""
    sign = f"the UK Addendum to them{or_agreement}" if clauses_stand(hop) else usual_tool(hop)
    return Note(
        severity="critical",
        message=f"The clauses of (EU) 2021/914 are recorded with {hop.importer} for {hop.where}; {what}.",
        remedy=f"Sign {sign}; until then stop.",
    )


def _not_recorded(tool: Tool) -> Note:
    hop = tool.hop
    return Note(
        effect="open",
        severity="high",
        message=(
            f"Whether the clauses of (EU) 2021/914 with {hop.importer} for {hop.where} have the UK Addendum is not "
            "recorded."
        ),
        remedy="Look into the contract and record `uk_addendum`.",
        unknown=("safeguards.uk_addendum",),
    )
