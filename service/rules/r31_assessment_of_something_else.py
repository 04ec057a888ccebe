"""R31: the transfer impact assessment is about something else.

Duty: the assessment looks at the specific circumstances of the transfer: this destination, this recipient, this tool,
these data.
Source: (EU) 2021/914 Clause 14(b)(i), https://eur-lex.europa.eu/eli/dec_impl/2021/914/oj
"""

from collections.abc import Iterator

from service.rules.assessments import differences
from service.rules.outcomes import ART_46
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import CLAUSES_2021_914, FDPIC_2021
from service.rules.tools import Tool
from service.rules.wording import listed
from service.safeguards import Bcr

RULE = Rule(
    id="R31",
    title="Transfer impact assessment of something else",
    about="tool",
    severities=("high",),
    legal_basis=(f"{CLAUSES_2021_914}, Clause 14(b)(i)",),
    effect="open",
    modifier_m=True,
    mechanisms=ART_46,
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 46(1A)", f"{CLAUSES_2021_914}, Clause 14(b)(i)"),
    legal_basis_ch=("FADP Art. 16(2)", f"{CLAUSES_2021_914}, Clause 14(b)(i)", FDPIC_2021),
)


def check(tool: Tool) -> Iterator[Note]:
    """Leave a tool open where assessments are linked and none of them is about this hop."""
    safeguard, hop, found = tool.safeguard, tool.hop, tool.assessed
    if safeguard is None or not found.linked or found.fitting is not None:
        return
    nearest = min(([*differences(tia, safeguard, hop)] for tia in found.linked), key=lambda words: (len(words), words))
    if nearest:
        yield Note(
            severity="high",
            message=(
                f"The transfer impact assessment linked to {tool.name} does not fit {hop.importer} in {hop.where}: "
                f"{listed(nearest)}."
            ),
            remedy=f"Assess this transfer to {hop.where} itself, and link that assessment.",
        )
    elif not isinstance(safeguard, Bcr) or safeguard.data_categories is None:
        yield _data_not_named(tool)


def _data_not_named(tool: Tool) -> Note:
    """Ask which data is sent; where binding corporate rules name data themselves, R35 does."""
    hop = tool.hop
    return Note(
        severity="high",
        message=(
            f"The transfer impact assessment linked to {tool.name} names the data that it is about; whether that is "
            f"the data that goes to {hop.importer} in {hop.where} cannot be told."
        ),
        remedy="Record which data is sent, in `data_categories`.",
        unknown=("data_categories",),
    )
