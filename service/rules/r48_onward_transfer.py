"""R48: a hop further down the chain has no tool of its own.

Duty: each transfer in the chain needs its own tool; who hands data on without one passes a gap to everybody above.
Source: GDPR Art. 44 sentence 1; (EU) 2021/914 Clause 8.7 (module 1) and 8.8 (modules 2 and 3); EDPB Opinion 22/2024
para 88.
"""

from collections.abc import Iterator

from service.rules.members import below
from service.rules.outcomes import Outcome, Party
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import CLAUSES_2021_914, OPINION_22_2024
from service.rules.wording import listed
from service.safeguards import Regime

RULE = Rule(
    id="R48",
    title="Onward transfer without a tool",
    about="member",
    severities=("critical", "high"),
    legal_basis=("GDPR Art. 44", f"{CLAUSES_2021_914}, Clauses 8.7 and 8.8", f"{OPINION_22_2024}, para 88"),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Chapter V", f"{CLAUSES_2021_914}, Clauses 8.7 and 8.8"),
    legal_basis_ch=("FADP Art. 9(3)", "FADP Art. 16"),
)


def check(party: Party) -> Iterator[Note]:
    """Name the gap at the hop itself and, once for each regime, at everybody above it."""
    if not party.onward:
        return
    for outcome in party.outcomes:
        if outcome in party.onward:
            yield _here(outcome)
    reached = below(party.scene, party.member)
    gaps: dict[Regime, list[Outcome]] = {}
    for outcome in party.onward:
        if outcome.hop.member.slug in reached:
            gaps.setdefault(outcome.hop.regime, []).append(outcome)
    yield from (_above(party, regime, found) for regime, found in gaps.items())


def _here(outcome: Outcome) -> Note:
    hop = outcome.hop
    return Note(
        severity="critical",
        message=(
            f"{hop.member.sender.name or 'The member above'} hands data on to {hop.importer} in {hop.where}, and no "
            "tool carries this hop of the chain."
        ),
        remedy="Have the two sign a tool for it, or have the data kept out of there; until then stop the hop.",
        regime=hop.regime,
        country=hop.country,
    )


def _above(party: Party, regime: Regime, gaps: list[Outcome]) -> Note:
    names = dict.fromkeys(f"{outcome.hop.importer} in {outcome.hop.where}" for outcome in gaps)
    return Note(
        severity="high",
        message=f"Below {party.member.name} data goes on to {listed(names)} without a tool that carries it.",
        remedy=f"Ask {party.member.name} for the tool of that hop, or forbid it to hand the data on there.",
        regime=regime,
    )
