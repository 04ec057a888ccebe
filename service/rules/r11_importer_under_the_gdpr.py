"""R11: the importer is itself subject to the GDPR.

Duty: it is a transfer all the same; the clauses of 2021 were not made for such importers, and the set that the
Commission announced for them was not adopted by October 2026.
Source: EDPB Guidelines 05/2021, criterion 3; (EU) 2021/914 Art. 1(1), recital 7,
https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj
"""

from collections.abc import Iterator

from service.rules.clauses import clauses_stand, is_current
from service.rules.rule import Note, Rule
from service.rules.sources import CLAUSES_2021_914, GUIDELINES_05_2021
from service.rules.tools import Tool
from service.safeguards import Scc

RULE = Rule(
    id="R11",
    title="Importer subject to the GDPR itself",
    about="tool",
    severities=("medium", "info"),
    legal_basis=(f"{GUIDELINES_05_2021}, criterion 3", f"{CLAUSES_2021_914}, Art. 1(1) and recital 7"),
    effect="stands",
    mechanisms=("scc",),
)


def check(tool: Tool) -> Iterator[Note]:
    """Warn where the clauses of 2021 are used with an importer under Art. 3(2); they stand."""
    scc, hop = tool.safeguard, tool.hop
    if not isinstance(scc, Scc) or not is_current(scc) or hop.subprocessor is None:
        return
    if hop.subprocessor.subject_to_gdpr is True:
        keep = "Keep the clauses, and watch" if clauses_stand(hop) else "Watch"
        yield Note(
            severity="medium",
            message=(
                f"{hop.importer} in {hop.where} is subject to the GDPR itself; the clauses of (EU) 2021/914 were not "
                "made for such importers, and no other set has been adopted."
            ),
            remedy=f"{keep} for the set that the Commission announced for such importers.",
        )
    elif hop.subprocessor.subject_to_gdpr is None:
        yield Note(
            severity="info",
            message=f"Whether {hop.importer} in {hop.where} is subject to the GDPR itself is not recorded.",
            remedy="Record `subject_to_gdpr`: for such importers another set of clauses is announced.",
            unknown=("subject_to_gdpr",),
        )
