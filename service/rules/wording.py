"""Words that findings share, so that the same thing has the same name in all of them."""

import re
from collections.abc import Iterable
from functools import cache

_MECHANISMS = {
    "adequacy": "adequacy",
    "scc": "standard contractual clauses",
    "idta": "the International Data Transfer Agreement",
    "bcr": "binding corporate rules",
    "code_of_conduct": "a code of conduct",
    "certification": "a certification",
    "ad_hoc_clauses": "ad hoc clauses",
    "administrative_arrangement": "an administrative arrangement",
    "public_instrument": "an instrument between public authorities",
    "derogation": "a derogation",
    "other": "something that is no transfer tool",
}
_ACTIVITIES = {"remote_access": "remote access"}
_FIELDS = {
    "signed_on": "the day of signature",
    "annexes_missing": "whether the annexes are filled in",
    "governing_law": "the governing law (Clause 17)",
    "courts": "the courts (Clause 18)",
    "clause_9.option": "the option of Clause 9",
    "clause_9.days": "the period of Clause 9",
    "text_changed": "whether their text was changed",
    "processing_unchanged": "whether the processing changed since",
    "parties_match": "whether they are between the two parties of this transfer",
    "approved_under": "the law of the approval",
    "approved_on": "the day of the approval",
    "scheme_version": "the version of the scheme",
    "valid_from": "the first day",
    "covers_transfer": "whether it covers this transfer",
    "binding_commitments": "whether the recipient made binding commitments",
    "subject_to_gdpr": "whether the recipient is subject to the GDPR itself",
    "authorisation_status": "whether an authority authorised it",
    "authorised_on": "the day of the authorisation",
    "exporter.public_authority": "whether the exporter is a public authority",
    "public_authority": "whether the recipient is a public authority",
    "frequency": "how often data goes there",
    "consent.explicit": "whether it is explicit",
    "consent.specific": "whether it is specific to this transfer",
    "consent.risks_told": "what people were told before",
    "necessity": "whether the transfer is necessary for it",
    "whole_register": "whether the whole register is sent",
    "interest_recognised_in": "which law recognises the interest",
    "public_powers": "whether public powers are exercised",
    "people_count": "how many people are concerned",
    "large_scale": "whether many people are concerned",
    "safeguards_provided": "whether safeguards are provided",
    "record_reference": "where the assessment is on record",
    "authority_informed_on": "when the authority was informed",
    "subjects_informed_on": "when the people were informed",
}
_WITH_ARTICLE = re.compile(
    r"Islands|^United|Republic|^US |^Isle |Territor|Federated|Holy See|"
    r"^(?:Netherlands|Philippines|Bahamas|Gambia|Maldives)"
)
_NO_LETTER = re.compile(r"[\W_]+")


def listed(words: Iterable[str], last: str = "and") -> str:
    """Join words as a sentence does: "a, b and c"."""
    *others, final = words
    return f"{', '.join(others)} {last} {final}" if others else final


def not_recorded(fields: Iterable[str]) -> str:
    """Say of fields of a document that they are null: "not recorded: the governing law (Clause 17)"."""
    names = (field.removeprefix("safeguards.") for field in fields)
    return f"not recorded: {listed(_FIELDS.get(name, f'the {name}') for name in names)}"


def mechanism(tag: str) -> str:
    """Return what a sentence calls a mechanism."""
    return _MECHANISMS[tag]


def activity(word: str) -> str:
    """Return what a sentence calls an activity at a location."""
    return _ACTIVITIES.get(word, word)


@cache
def in_sentence(name: str) -> str:
    """Return the name of a country as it stands within a sentence: "the Netherlands"."""
    return f"the {name}" if _WITH_ARTICLE.search(name) else name


def same_name(one: str, other: str) -> bool:
    """Tell whether two names of a company are the same but for case, spaces and punctuation."""
    return one == other or plain(one) == plain(other)


def plain(name: str) -> str:
    """Return a name in small letters and digits alone."""
    return _NO_LETTER.sub("", name.casefold())
