"""R33: the supplementary measures cannot work.

Duty: contracts and procedures do not bind foreign authorities, and encryption does not help where the importer needs
the data in the clear or holds the keys; only a technical measure that works, or a recorded reason why the law is not
applied in practice, lets the transfer go on.
Source: EDPB Recommendations 01/2020, Annex 2,
https://www.edpb.europa.eu/our-work-tools/our-documents/recommendations/recommendations-012020-measures-supplement-transfer_en
"""

from collections.abc import Iterator

from service.rules.hops import Hop, is_near
from service.rules.outcomes import ART_46
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import FDPIC_2021, RECOMMENDATIONS_01_2020
from service.rules.tools import Tool
from service.safeguards import Measure, Tia

RULE = Rule(
    id="R33",
    title="Supplementary measures cannot work",
    about="tool",
    severities=("critical", "high", "medium"),
    legal_basis=(f"{RECOMMENDATIONS_01_2020}, Annex 2",),
    effect="defeats",
    mechanisms=ART_46,
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 46(1A)",),
    legal_basis_ch=("FADP Art. 16(2)", FDPIC_2021),
)
# Use cases of Annex 2: where the key decides, which need no key, and for which no measure was found.
_KEY_DECIDES = (1, 2)
_WORKS = (3, 4, 5)
_IN_THE_CLEAR = (6, 7)


def check(tool: Tool) -> Iterator[Note]:
    """Look for one measure that works; without one the tool falls, or stays open where a fact is not recorded."""
    tia = tool.assessed.fitting
    if tia is None:
        return
    if tia.outcome == "not_applied_in_practice":
        yield _practice(tool, tia)
    elif tia.outcome == "not_equivalent" and tia.measures:
        judged = {_works(measure, tool.hop) for measure in tia.measures}
        if any(measure.use_case in _IN_THE_CLEAR for measure in tia.measures):
            yield _useless(tool, tia)
        elif True not in judged:
            yield _unclear(tool) if None in judged else _useless(tool, tia)


def _works(measure: Measure, hop: Hop) -> bool | None:
    """Tell whether a measure can stop access by authorities; null where what decides is not recorded."""
    if measure.kind != "technical":
        return False
    if measure.use_case is None:
        return None
    if measure.use_case in _KEY_DECIDES:
        return None if measure.keys_held_in is None else _is_safe(measure.keys_held_in, hop)
    return measure.use_case in _WORKS


def _is_safe(country: str, hop: Hop) -> bool:
    """Tell whether keys in this country are out of reach: in the EEA or where a decision holds, not at the hop."""
    law, on = hop.law, hop.on
    if country == hop.country:
        return False
    if is_near(hop.scene, country, hop.regime):
        return True
    decisions = law.decisions_about(country, regime=hop.regime)
    return any(law.in_force(d, on) and law.scope(d).unknown_result == "in_scope" for d in decisions)


def _practice(tool: Tool, tia: Tia) -> Note:
    hop, named = tool.hop, tia.justified_by is not None
    by = f"as {tia.justified_by} recorded" if named else "and who found so is not recorded"
    return Note(
        effect="stands" if named else "open",
        severity="medium" if named else "high",
        message=f"The law of {hop.where} is assessed as not applied in practice to {hop.importer}, {by}.",
        remedy=(
            "Keep the reasons with the assessment, signed by name, and watch for changes in practice."
            if named
            else "Record who found so and keep the reasons with the assessment, or assess the transfer again."
        ),
        unknown=() if named else ("safeguards.tias.justified_by",),
    )


def _useless(tool: Tool, tia: Tia) -> Note:
    hop = tool.hop
    return Note(
        severity="critical",
        message=(
            f"The assessment for {hop.importer} in {hop.where} found no equivalent protection, and none of the "
            "measures recorded keeps authorities there from the data."
        ),
        remedy="Suspend the transfer, or encrypt or pseudonymise so that only keys in the EEA open the data.",
        since=tia.completed_on,
    )


def _unclear(tool: Tool) -> Note:
    hop = tool.hop
    return Note(
        effect="open",
        severity="high",
        message=(
            f"Whether the technical measure for {hop.importer} in {hop.where} works cannot be told; its use case, or "
            "where its keys are held, is not recorded."
        ),
        remedy="Record the use case of the measure and where its keys are held.",
        unknown=("safeguards.tias.measures.use_case", "safeguards.tias.measures.keys_held_in"),
    )
