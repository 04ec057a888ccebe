"""What the rules about transfer impact assessments share: whether one is needed, which is linked, which one fits.

An assessment is recorded inside the tool it was made for: what it does not name (recipient, mechanism, data) it takes
from there, and null `countries` are all of them.
"""

from collections.abc import Iterator
from datetime import date
from typing import get_args

from service.rules.clauses import fitting_module, is_current
from service.rules.tools import Tool
from service.rules.wording import in_sentence, listed, mechanism, same_name
from service.safeguards import AnySafeguard, Derogation, Scc, Tia

_MECHANISMS = {str(kind.__struct_config__.tag) for kind in get_args(AnySafeguard)}


def needs_assessment(tool: Tool) -> bool | None:
    """Tell whether the law asks for an assessment with this tool; null where a fact for the answer is not recorded."""
    safeguard, law = tool.safeguard, tool.hop.law
    if isinstance(safeguard, Derogation):
        return False
    if not isinstance(safeguard, Scc):
        return law.tia_need(tool.mechanism, regime=tool.hop.regime) == "required"
    if safeguard.set is not None and not is_current(safeguard):
        return False
    need = law.tia_need(tool.mechanism, module=fitting_module(tool.hop).module, regime=tool.hop.regime)
    return safeguard.data_combined_in_eu if need == "required_if_data_combined_in_eu" else need == "required"


def linked(tool: Tool) -> tuple[Tia, ...]:
    """Return the assessments of a tool that were completed by the day; one without a date counts."""
    tias = () if tool.safeguard is None else tool.safeguard.tias or ()
    return tuple(tia for tia in tias if tia.completed_on is None or tia.completed_on <= tool.hop.on)


def fitting(tool: Tool) -> Tia | None:
    """Return the latest assessment that is about this hop; null where none is, or none is needed."""
    if needs_assessment(tool) is False:
        return None
    about = [tia for tia in linked(tool) if not any(differences(tia, tool))]
    return max(about, key=lambda tia: tia.completed_on or date.min, default=None)


def differences(tia: Tia, tool: Tool) -> Iterator[str]:
    """Yield what an assessment is about that this hop is not."""
    hop = tool.hop
    if tia.countries is not None and hop.country not in tia.countries:
        names = [in_sentence(hop.law.country_name(country)) for country in tia.countries]
        yield f"it is about {listed(names or ['no country'])}"
    if tia.recipient is not None and _is_other_recipient(tia.recipient, tool):
        yield f"it is about the recipient {tia.recipient}"
    if tia.mechanism is not None and (word := tia.mechanism.casefold()) in _MECHANISMS - {tool.mechanism}:
        yield f"it is about {mechanism(word)}"
    left_out = _left_out(tia, hop.engagement.data_categories)
    if left_out:
        yield f"it leaves out {listed(left_out)}"


def _is_other_recipient(recipient: str, tool: Tool) -> bool:
    member, document = tool.hop.member, tool.hop.subprocessor
    if document is None or document.legal_name is None:
        return False
    known = (member.name, member.legal_name, tool.hop.importer)
    return not any(same_name(recipient, name) for name in known)


def _left_out(tia: Tia, data_categories: tuple[str, ...] | None) -> list[str]:
    if tia.data_categories is None or data_categories is None:
        return []
    covered = {category.casefold() for category in tia.data_categories}
    return [category for category in data_categories if category.casefold() not in covered]
