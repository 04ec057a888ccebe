"""R18: the entry on the Data Privacy Framework List does not fit this transfer.

Duty: the framework covers the listed legal entity and its listed affiliates, and human-resources data only where the
entry says so.
Source: (EU) 2023/1795 Art. 1 and Annex I, https://eur-lex.europa.eu/eli/dec_impl/2023/1795/oj
"""

from collections.abc import Iterator

from service.rules.clauses import usual_tool
from service.rules.hops import Hop
from service.rules.rule import EVERY_REGIME, Effect, Note, Rule
from service.rules.tools import ACTIVE, FRAMEWORK, Tool
from service.rules.wording import listed, same_name
from service.safeguards import Adequacy, Dpf

RULE = Rule(
    id="R18",
    title="Entry on the Data Privacy Framework List does not fit",
    about="tool",
    severities=("high", "medium"),
    legal_basis=("GDPR Art. 45(3)", "(EU) 2023/1795 (CELEX 32023D1795), Annex I"),
    effect="defeats",
    mechanisms=("adequacy",),
    regimes=EVERY_REGIME,
    legal_basis_uk=("UK GDPR Art. 45A", "SI 2023/1028"),
    legal_basis_ch=("FADP Art. 16(1)", "DPO Annex 1"),
)


def check(tool: Tool) -> Iterator[Note]:
    """Compare an active entry with the data and with the contracting entity; one note says all that does not fit."""
    claim, hop = tool.safeguard, tool.hop
    if not isinstance(claim, Adequacy) or claim.dpf is None or claim.dpf.status not in ACTIVE:
        return
    decision = tool.fitting
    if decision is None or decision.scope_code not in FRAMEWORK or not hop.law.in_force(decision, hop.on):
        return
    entry = claim.dpf
    wrong = [*_wrong_data(entry, hop), *_wrong_entity(entry, hop)]
    if wrong:
        yield _note(tool, wrong)
        return
    unknown = dict([*_unknown_data(entry, hop), *_unknown_entity(entry, hop)])
    if unknown:
        yield _note(tool, list(unknown.values()), unknown=tuple(unknown))


def _note(tool: Tool, what: list[str], unknown: tuple[str, ...] = ()) -> Note:
    # What is not recorded of the entry leaves it open, as a fact about the tool does. Which data is sent is none: the
    # entry of an active participant stands, and the gap is told.
    blind = any(field.startswith("safeguards.") for field in unknown)
    effect: Effect = "defeats" if not unknown else "open" if blind else "stands"
    hop = tool.hop
    return Note(
        effect=effect,
        severity="medium" if effect == "stands" else "high",
        message=f"The framework entry recorded for {hop.importer} in {hop.where}: {'; '.join(what)}.",
        remedy=f"Look the entry up and record what it covers; if it does not fit, sign {usual_tool(hop)}.",
        unknown=unknown,
    )


def _wrong_data(entry: Dpf, hop: Hop) -> Iterator[str]:
    if entry.covers_hr is False and entry.covers_non_hr is False:
        yield "it covers neither human-resources data nor other data"
    elif hop.flow.hr_data is True and entry.covers_hr is False:
        yield "it does not cover human-resources data, and such data is sent"
    elif hop.flow.hr_data is False and entry.covers_non_hr is False:
        yield "it covers human-resources data only, and other data is sent"


def _wrong_entity(entry: Dpf, hop: Hop) -> Iterator[str]:
    others = _others(entry, hop)
    if others and entry.legal_name is not None and entry.covered_entities is not None:
        are = "is" if len(others) == 1 else "are"
        yield f"it is that of {entry.legal_name}, and {listed(others)} {are} not among its covered entities"


def _unknown_data(entry: Dpf, hop: Hop) -> Iterator[tuple[str, str]]:
    """Yield what is missing; an entry covers one kind of data at least, so one that lacks the first has the other."""
    sent, hr, other = hop.flow.hr_data, entry.covers_hr, entry.covers_non_hr
    if hr is None and sent is not False and other is not False:
        yield "safeguards.dpf.covers_hr", "whether it covers human-resources data is not recorded"
    if other is None and sent is not True and hr is not False:
        yield "safeguards.dpf.covers_non_hr", "whether it covers other than human-resources data is not recorded"
    if sent is None and False in (hr, other):
        yield "hr_data", "it covers one of human-resources and other data, and which of them is sent is not recorded"
    elif sent is None and None in (hr, other):
        yield "hr_data", "whether human-resources data is sent is not recorded"


def _unknown_entity(entry: Dpf, hop: Hop) -> Iterator[tuple[str, str]]:
    if not _others(entry, hop):
        return
    if entry.legal_name is None:
        yield "safeguards.dpf.legal_name", "whose entry it is, is not recorded"
    elif entry.covered_entities is None:
        yield (
            "safeguards.dpf.covered_entities",
            f"it is that of {entry.legal_name}, its covered entities are not recorded",
        )


def _others(entry: Dpf, hop: Hop) -> list[str]:
    """Return who receives the data and is not named in the entry; that the importer has no legal name is left to R50.

    Each location counts (R05): that the participant works here too covers nobody else who does.
    """
    document = hop.subprocessor
    if document is None or document.legal_name is None:
        return []
    named = [name for name in (entry.legal_name, *(entry.covered_entities or ())) if name is not None]
    return [name for name in hop.receivers if not any(same_name(name, other) for other in named)]
