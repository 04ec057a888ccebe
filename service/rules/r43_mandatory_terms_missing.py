"""R43: the contract lacks terms that Art. 28(3) asks for.

Duty: the contract sets out subject matter, duration, nature and purpose, kinds of data and people, and eight duties of
the processor, lettered (a) to (h). Swiss law has no such list.
Source: GDPR Art. 28(3)(a)-(h), https://eur-lex.europa.eu/eli/reg/2016/679/oj
"""

from collections.abc import Iterator

from service.rules.contracts import contract_in_force
from service.rules.duties import sender
from service.rules.outcomes import Party
from service.rules.rule import Note, Rule
from service.rules.wording import listed
from service.subprocessors import Dpa

RULE = Rule(
    id="R43",
    title="Mandatory terms missing in the contract",
    about="member",
    severities=("high", "medium"),
    legal_basis=("GDPR Art. 28(3)(a)-(h)",),
    regimes=("eu", "uk"),
)
_SUBJECT = "subject matter, duration, nature, purpose, data and people"
_TERMS = {
    "a": "(a) instructions, those on transfers included",
    "b": "(b) confidentiality",
    "c": "(c) security",
    "d": "(d) further processors",
    "e": "(e) help with the rights of people",
    "f": "(f) help with Art. 32 to 36",
    "g": "(g) deletion or return at the end",
    "h": "(h) audit",
}


def check(party: Party) -> Iterator[Note]:
    """Read the terms of a contract in force, in one note: what it does not contain, and what is not recorded of it."""
    dpa = contract_in_force(party)
    if dpa is None:
        return
    missing, unknown = list(_missing(dpa)), _unknown(dpa)
    told = [f"does not contain {listed(missing)}"] if missing else ["is in force"]
    told += [f"not recorded: {listed(unknown.values())}"] if unknown else []
    name = party.member.name
    if missing or unknown:
        yield Note(
            severity="high" if missing else "medium",
            message=f"The contract under Art. 28 between {sender(party.member)} and {name} {'; '.join(told)}.",
            remedy=f"Agree what is missing with {name} in writing, and record the terms."
            if missing
            else f"Read the contract with {name}, and record which of the terms of Art. 28(3) it contains.",
            unknown=tuple(unknown),
        )


def _missing(dpa: Dpa) -> Iterator[str]:
    if dpa.subject_matter_described is False:
        yield f"a description of {_SUBJECT}"
    if dpa.terms is not None:
        yield from (words for letter, words in _TERMS.items() if letter not in dpa.terms)


def _unknown(dpa: Dpa) -> dict[str, str]:
    words = {
        "dpa.subject_matter_described": f"whether it describes {_SUBJECT}",
        "dpa.terms": "which of the terms (a) to (h) it contains",
    }
    facts = {"dpa.subject_matter_described": dpa.subject_matter_described, "dpa.terms": dpa.terms}
    return {field: words[field] for field, fact in facts.items() if fact is None}
