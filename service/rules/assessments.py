"""What is known of the transfer impact assessment of a tool: whether one is needed, which is linked, which one fits.

An assessment is recorded inside the tool it was made for: what it does not name (recipient, mechanism, data) it takes
from there, and null `countries` are all of them.
"""

from collections.abc import Iterator
from datetime import date
from typing import get_args

import msgspec

from service.rules.clauses import fitting_module, is_current
from service.rules.hops import Hop
from service.rules.wording import in_sentence, listed, mechanism, same_name
from service.safeguards import AnySafeguard, Derogation, Scc, Tia, mechanism_of

_MECHANISMS = {str(kind.__struct_config__.tag) for kind in get_args(AnySafeguard)}


class Assessed(msgspec.Struct, frozen=True, kw_only=True):
    """The assessments of a tool for one hop.

    `needed` says whether the law asks for one, null where a fact for the answer is not recorded. Where it does not, or
    no country is recorded, none is looked at. `linked` are those completed by the day (one without a date counts),
    `fitting` the latest of them that is about this hop.
    """

    needed: bool | None
    linked: tuple[Tia, ...] = ()
    fitting: Tia | None = None


NOT_NEEDED = Assessed(needed=False)


def assessed(safeguard: AnySafeguard, hop: Hop) -> Assessed:
    """Look for the assessments of a tool that is claimed for a hop."""
    needed = _is_needed(safeguard, hop)
    if needed is False or hop.country is None:
        return NOT_NEEDED
    linked = tuple(tia for tia in safeguard.tias or () if tia.completed_on is None or tia.completed_on <= hop.on)
    about = [tia for tia in linked if not any(differences(tia, safeguard, hop))]
    fitting = max(about, key=lambda tia: tia.completed_on or date.min, default=None)
    return Assessed(needed=needed, linked=linked, fitting=fitting)


def _is_needed(safeguard: AnySafeguard, hop: Hop) -> bool | None:
    law, word = hop.law, mechanism_of(safeguard)
    if isinstance(safeguard, Derogation):
        return False
    if not isinstance(safeguard, Scc):
        return law.tia_need(word, regime=hop.regime) == "required"
    if safeguard.set is not None and not is_current(safeguard):
        return False
    need = law.tia_need(word, module=fitting_module(hop).module, regime=hop.regime)
    return safeguard.data_combined_in_eu if need == "required_if_data_combined_in_eu" else need == "required"


def differences(tia: Tia, safeguard: AnySafeguard, hop: Hop) -> Iterator[str]:
    """Yield what an assessment of a tool is about that this hop is not."""
    if tia.countries is not None and hop.country not in tia.countries:
        names = [in_sentence(hop.law.country_name(country)) for country in tia.countries]
        yield f"it is about {listed(names or ['no country'])}"
    if tia.recipient is not None and _is_other_recipient(tia.recipient, hop):
        yield f"it is about the recipient {tia.recipient}"
    if tia.mechanism is not None and (word := tia.mechanism.casefold()) in _MECHANISMS - {mechanism_of(safeguard)}:
        yield f"it is about {mechanism(word)}"
    left_out = _left_out(tia, hop.flow.data_categories)
    if left_out:
        yield f"it leaves out {listed(left_out)}"


def _is_other_recipient(recipient: str, hop: Hop) -> bool:
    member, document = hop.member, hop.subprocessor
    if document is None or document.legal_name is None:
        return False
    known = (member.name, member.legal_name, hop.importer)
    return not any(same_name(recipient, name) for name in known)


def _left_out(tia: Tia, data_categories: tuple[str, ...] | None) -> list[str]:
    if tia.data_categories is None or data_categories is None:
        return []
    covered = {category.casefold() for category in tia.data_categories}
    return [category for category in data_categories if category.casefold() not in covered]
