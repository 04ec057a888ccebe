"""R60: under Swiss law the clauses of the EU want Swiss adaptations and an assessment.

Duty: the FDPIC recognises the clauses of (EU) 2021/914 where they are adapted to Swiss law and the transfer is
assessed.
Source: FADP Art. 16(2)(d); FDPIC paper of 2021-08-27,
https://datenrecht.ch/en/edoeb-neue-scc-anerkannt-bestimmte-lokalisierungen-auf-die-schweiz-notwendig/
"""

from collections.abc import Iterator

from service.rules.clauses import is_current
from service.rules.rule import Note, Rule
from service.rules.sources import FDPIC_2021
from service.rules.tools import Tool
from service.rules.wording import listed
from service.safeguards import Scc

RULE = Rule(
    id="R60",
    title="Switzerland: clauses not adapted or not assessed",
    about="tool",
    severities=("high",),
    legal_basis=("FADP Art. 16(2)(d)", FDPIC_2021),
    effect="open",
    mechanisms=("scc",),
    regimes=("ch",),
)


def check(tool: Tool) -> Iterator[Note]:
    """Say in one note what the clauses lack for Switzerland, and what is not recorded of them."""
    scc, hop = tool.safeguard, tool.hop
    if not isinstance(scc, Scc) or not is_current(scc):
        return
    adaptations, assessment = dict(_adaptations(scc)), dict(_assessment(tool, scc))
    told = adaptations | assessment
    if told:
        remedies = ["Add the Swiss adaptations to the contract, and record them."] if adaptations else []
        remedies += ["Assess the transfer, and record the assessment."] if assessment else []
        yield Note(
            severity="high",
            message=f"Of the clauses with {hop.importer} for {hop.where} under Swiss law: {listed(told)}.",
            remedy=" ".join(remedies),
            unknown=tuple(field for field in told.values() if field is not None),
        )


def _adaptations(scc: Scc) -> Iterator[tuple[str, str | None]]:
    if scc.swiss_addendum is False:
        yield "they are not adapted to Swiss law", None
    elif scc.swiss_addendum is None:
        yield "whether they are adapted to Swiss law is not recorded", "safeguards.swiss_addendum"


def _assessment(tool: Tool, scc: Scc) -> Iterator[tuple[str, str | None]]:
    needed, linked = tool.assessed.needed, tool.assessed.linked
    if needed is False or linked:
        return
    if needed is None:
        yield "whether data of the exporter's own was combined is not recorded", "safeguards.data_combined_in_eu"
    if scc.tias is None:
        yield "an assessment is not recorded", "safeguards.tias"
    else:
        yield "there is no completed assessment", None
