"""R10: data that goes back to a controller abroad is transferred.

Duty: a processor in the EEA that sends data back to its controller in a third country makes a transfer; module 4 of the
clauses is made for it. Under UK law the processor does not initiate it, and it is none.
Source: EDPB Guidelines 05/2021; (EU) 2021/914, module 4; ICO guidance on international transfers of 2026-01-15.
"""

from collections.abc import Iterator

from service.rules.clauses import clauses_stand, usual_tool
from service.rules.hops import Hop
from service.rules.rule import EVERY_REGIME, Note, Rule
from service.rules.sources import CLAUSES_2021_914, GUIDELINES_05_2021

RULE = Rule(
    id="R10",
    title="Data goes back to the controller",
    about="place",
    severities=("info",),
    legal_basis=("GDPR Art. 44", GUIDELINES_05_2021, f"{CLAUSES_2021_914}, module 4"),
    regimes=EVERY_REGIME,
    needs=("controller_place",),
    legal_basis_uk=("UK GDPR Chapter V", "ICO guidance on international transfers, 2026-01-15"),
    legal_basis_ch=("FADP Art. 16",),
)
_MODULE_4 = "module 4 of the clauses of (EU) 2021/914"


def check(hop: Hop) -> Iterator[Note]:
    """Say that the way back to a controller abroad is a transfer; under UK law it is none."""
    if not hop.member.returns or hop.country is None or hop.inside:
        return
    if hop.regime == "uk":
        yield Note(
            severity="info",
            result="no_transfer",
            message=(
                f"Data goes back to {hop.importer} in {hop.where}, the controller itself: a processor that returns "
                "data does not initiate a restricted transfer under UK law."
            ),
            remedy="Nothing is needed for it under the UK GDPR; another law of this exporter may see it otherwise.",
        )
    else:
        yield Note(
            severity="info",
            message=f"Data goes back to {hop.importer} in {hop.where}, the controller itself: that is a transfer.",
            remedy=f"Rest it on {_MODULE_4 if clauses_stand(hop) else usual_tool(hop)}, or on adequacy.",
        )
