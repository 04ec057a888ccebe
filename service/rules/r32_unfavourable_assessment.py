"""R32: the assessment is unfavourable and nothing was done about it.

Duty: where the law of the destination undoes the protection, the exporter adds measures or suspends the transfer.
Source: (EU) 2021/914 Clause 14(f), https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj; C-311/18; EDPB Recommendations
01/2020, step 4.
"""

from collections.abc import Iterator

from service.rules.outcomes import ART_46
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import CLAUSES_2021_914, FDPIC_2021, RECOMMENDATIONS_01_2020, SCHREMS_II
from service.rules.tools import Tool
from service.rules.wording import listed

RULE = Rule(
    id="R32",
    title="Assessment unfavourable, no measures",
    about="tool",
    severities=("critical", "high"),
    legal_basis=(f"{CLAUSES_2021_914}, Clause 14(f)", SCHREMS_II, f"{RECOMMENDATIONS_01_2020}, step 4"),
    effect="defeats",
    mechanisms=ART_46,
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 46(1A)", f"{CLAUSES_2021_914}, Clause 14(f)"),
    legal_basis_ch=("FADP Art. 16(2)", f"{CLAUSES_2021_914}, Clause 14(f)", FDPIC_2021),
)
_WORDS = {
    "safeguards.tias.completed_on": "the day of that assessment",
    "data_categories": "whether the data that it names is sent",
}


def check(tool: Tool) -> Iterator[Note]:
    """Defeat a tool whose assessment found no equivalent protection and records no measures.

    Where it cannot be told whether such an assessment is the one that counts, the tool stays open.
    """
    tia = tool.assessed.decisive
    if tia is None:
        return
    if tool.assessed.doubted:
        yield _doubted(tool, tool.assessed.doubted)
    elif tia.outcome is None:
        yield _open(tool, "its outcome is not recorded", "outcome")
    elif tia.outcome == "not_equivalent" and tia.measures is None:
        yield _open(tool, "it found no equivalent protection, and no measures are recorded", "measures")
    elif tia.outcome == "not_equivalent" and not tia.measures:
        hop = tool.hop
        yield Note(
            severity="critical",
            message=(
                f"The transfer impact assessment for {hop.importer} in {hop.where} found no equivalent protection, and "
                "there are no supplementary measures."
            ),
            remedy="Suspend the transfer, or add a technical measure that works and assess again.",
            since=tia.completed_on,
        )


def _doubted(tool: Tool, unknown: tuple[str, ...]) -> Note:
    hop = tool.hop
    words = [_WORDS[field] for field in unknown]
    return Note(
        effect="open",
        severity="high",
        message=(
            f"One of the transfer impact assessments for {hop.importer} in {hop.where} does not let the transfer go "
            f"on, and whether it is the one that counts cannot be told; not recorded: {listed(words)}."
        ),
        remedy="Record it, or assess the transfer again.",
        unknown=unknown,
    )


def _open(tool: Tool, what: str, field: str) -> Note:
    hop = tool.hop
    return Note(
        effect="open",
        severity="high",
        message=f"Of the transfer impact assessment for {hop.importer} in {hop.where}: {what}.",
        remedy=f"Record the {field} of the assessment.",
        unknown=(f"safeguards.tias.{field}",),
    )
