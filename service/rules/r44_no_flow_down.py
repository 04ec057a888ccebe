"""R44: the contract with a sub-processor does not pass the obligations on.

Duty: a processor that engages another one imposes the same obligations on it that its own contract imposes on itself.
Swiss law asks for the controller's approval alone.
Source: GDPR Art. 28(4), https://eur-lex.europa.eu/eli/reg/2016/679/oj; EDPB Opinion 22/2024,
https://www.edpb.europa.eu/our-work-tools/our-documents/opinion-board-art-64/opinion-222024-certain-obligations-following_en
"""

from collections.abc import Iterator

from service.rules.duties import sender
from service.rules.outcomes import Party
from service.rules.rule import Note, Rule
from service.rules.sources import OPINION_22_2024

RULE = Rule(
    id="R44",
    title="Obligations not passed on",
    about="member",
    severities=("high", "medium"),
    legal_basis=("GDPR Art. 28(4)", OPINION_22_2024),
    regimes=("eu", "uk"),
)


def check(party: Party) -> Iterator[Note]:
    """Ask of each contract in force between two processors whether it passes on what binds the first of them."""
    dpa, member = party.contract, party.member
    if dpa is None or member.sender.role != "processor" or dpa.flow_down is True:
        return
    above, name = sender(member), member.name
    if dpa.flow_down is False:
        yield Note(
            severity="high",
            message=f"The contract with {name} does not impose the obligations by which {above} is bound itself.",
            remedy=f"Agree the same obligations with {name} in writing, and record that the contract passes them on.",
        )
    else:
        yield Note(
            severity="medium",
            message=f"Whether the contract with {name} imposes the obligations that bind {above} is not recorded.",
            remedy=f"Compare the contract with {name} with the one above it, and record the outcome.",
            unknown=("dpa.flow_down",),
        )
