"""R58: under UK law the clauses of before 2021 are past their time.

Duty: contracts on them that were made by 2022-09-21 and did not change could be relied on until 2024-03-21.
Source: DPA 2018 s. 119A, transitional provisions of 2022-03-21;
https://ico.org.uk/for-organisations/uk-gdpr-guidance-and-resources/international-transfers/
"""

from collections.abc import Iterator

from service.rules.clauses import agreement_stands, clauses_stand, usual_tool
from service.rules.hops import Hop
from service.rules.old_clauses import contract, old_set
from service.rules.rule import Note, Rule
from service.rules.tools import Tool
from service.rules.wording import mechanism
from service.safeguards import Scc

RULE = Rule(
    id="R58",
    title="UK: old clauses after the deadline",
    about="tool",
    severities=("critical",),
    legal_basis=("DPA 2018 s. 119A", "transitional provisions of 2022-03-21"),
    effect="defeats",
    mechanisms=("scc",),
    regimes=("uk",),
    undeclared=True,
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat the old sets from the day on which they carry nothing; while they may be relied on R24 says so."""
    old, hop, scc = old_set(tool), tool.hop, tool.safeguard
    if old is None or not old.graced or not isinstance(scc, Scc) or not old.carries_nothing(hop.on):
        return
    yield Note(
        severity="critical",
        message=(
            f"The clauses of {old.found.id} with {hop.importer} for {hop.where}{contract(scc)} carry nothing under "
            f"UK law since {old.since}: contracts of before {old.ended} that did not change counted until "
            f"{old.reliance_until}."
        ),
        remedy=f"Sign {_in_their_place(hop)}.",
        since=old.since,
        confidence=old.found.confidence,
        legal_basis=(old.found.cited,),
    )


def _in_their_place(hop: Hop) -> str:
    both = clauses_stand(hop) and agreement_stands(hop.law)
    return f"{mechanism('idta')}, or {usual_tool(hop)}" if both else usual_tool(hop)
