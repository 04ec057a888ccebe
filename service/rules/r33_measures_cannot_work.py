"""R33: the supplementary measures cannot work.

Duty: contracts and procedures do not bind foreign authorities, and encryption does not help where the importer needs
the data in the clear or holds the keys; only a technical measure that works, or a recorded reason why the law is not
applied in practice, lets the transfer go on.
Source: EDPB Recommendations 01/2020, Annex 2,
https://www.edpb.europa.eu/our-work-tools/our-documents/recommendations/recommendations-012020-measures-supplement-transfer_en
"""

from collections.abc import Iterable, Iterator

from service.rules.measures import KEY_DECIDES, work, works
from service.rules.outcomes import ART_46
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import FDPIC_2021, RECOMMENDATIONS_01_2020
from service.rules.tools import Tool
from service.rules.wording import listed
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
_WORDS = {"use_case": "its use case", "keys_held_in": "where its keys are held"}


def check(tool: Tool) -> Iterator[Note]:
    """Look for one measure that works; without one the tool falls, or stays open where a fact is not recorded."""
    tia = tool.assessed.decisive
    if tia is None:
        return
    if tia.outcome == "not_applied_in_practice":
        yield _practice(tool, tia)
    elif tia.outcome == "not_equivalent" and tia.measures:
        working = work(tia.measures, tool.hop)
        if working is None:
            yield _unclear(tool, tia.measures)
        elif not working:
            yield _useless(tool, tia)


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


def _unclear(tool: Tool, measures: Iterable[Measure]) -> Note:
    hop = tool.hop
    open_ones = [measure for measure in measures if works(measure, hop) is None]
    missing = [name for name in _WORDS if any(_lacks(measure, name) for measure in open_ones)]
    return Note(
        effect="open",
        severity="high",
        message=(
            f"Whether the technical measure for {hop.importer} in {hop.where} works cannot be told; not recorded: "
            f"{listed(_WORDS[name] for name in missing)}."
        ),
        remedy="Record the use case of the measure and where its keys are held.",
        unknown=tuple(f"safeguards.tias.measures.{name}" for name in missing),
    )


def _lacks(measure: Measure, name: str) -> bool:
    """Tell whether a measure lacks a fact that decides: without a use case nobody knows whether it needs a key."""
    fact: object = getattr(measure, name)
    return fact is None and (name == "use_case" or measure.use_case in KEY_DECIDES)
