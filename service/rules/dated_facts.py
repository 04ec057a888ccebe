"""Facts and law with days that know what they are the day of, in the words by which a forecast names them."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

import msgspec

from service.law import ClauseSet, Decision, Law, Listed, NationalTool, Scheme, Territory, law_of
from service.law.records import LegalFact
from service.rules.counted import DatedFact, counted
from service.rules.facts import Facts
from service.rules.wording import in_sentence, mechanism
from service.safeguards import Safeguard, mechanism_of
from service.subprocessors import Engages

# By the last fields of the way to a day. {name} is the recipient, {tool} the transfer tool.
_WORDS: dict[tuple[str, ...], str] = {
    ("dpa", "signed_on"): "the signature of the contract with {name}",
    ("dpa", "valid_from"): "the first day of the contract with {name}",
    ("dpa", "valid_until"): "the last day of the contract with {name}",
    ("tias", "completed_on"): "the completion of the transfer impact assessment for {name}",
    ("tias", "review_on"): "the review day of the transfer impact assessment for {name}",
    ("tias", "triggered_on"): "the event that calls for a new look at the transfer impact assessment for {name}",
    ("dpf", "next_certification_on"): "the next certification of {name} on the Data Privacy Framework List",
    ("dpf", "checked_on"): "the last look at the entry of {name} on the Data Privacy Framework List",
    ("due_diligence", "checked_on"): "the last verification of the guarantees of {name}",
    ("due_diligence", "next_check_on"): "the next verification of the guarantees of {name}",
    ("deletion", "done_on"): "the deletion or return of the data by {name}",
    ("authorisation", "decided_on"): "the decision on the authorisation of {name}",
    ("arrangement", "signed_on"): "the signature of the arrangement with {name}",
    ("privacy_notice", "dated"): "the day of the privacy notice",
    ("record", "updated_on"): "the last update of the record of processing",
    ("suspended_on",): "the suspension of transfers to {name} by an authority",
    ("signed_on",): "the signature of {tool} with {name}",
    ("valid_from",): "the first day of {tool} of {name}",
    ("valid_until",): "the last day of {tool} of {name}",
    ("approved_on",): "the approval of {tool} of {name}",
    ("withdrawn_on",): "the withdrawal of {tool} of {name}",
    ("authorised_on",): "the authorisation of {tool} with {name}",
    ("authority_informed_on",): "the day on which the authority is informed of transfers to {name}",
    ("subjects_informed_on",): "the day on which the people are informed of transfers to {name}",
    ("effective_from",): "the first day of the engagement of {name}",
    ("effective_until",): "the first day after the engagement of {name}",
    ("published_on",): "the notice about {name}",
    ("objection_until",): "the end of the time in which one may object to {name}",
    ("starts_on",): "the first day of what the notice about {name} tells of",
}
# Of the law, by the fields of a record.
_ADEQUACY = {"valid_from": "the first day of {name}", "valid_until": "the last day of {name}"}
_CLAUSES = {
    "usable_from": "the first day of the clauses of {name}",
    "new_contracts_until": "the last day for new contracts on {name}",
    "repealed": "the repeal of {name}",
    "reliance_until": "the last day of contracts on {name}",
}
_PERIOD = {"from_": "the first day of the time in which {name}", "until": "the last day of the time in which {name}"}
_SCHEME = {"valid_from": "the first day of {name} as a transfer tool"}
_NATIONAL = _ADEQUACY | {"new_contracts_until": _CLAUSES["new_contracts_until"]}

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)


def dated(facts: Facts) -> Facts:
    """Return the facts about an entry with days that know what they are: those of its chain and of its list too."""
    entry, controller = facts.entry, facts.controller
    name = entry.subprocessor.name
    chain = {slug: _dated(document, (), document.name) for slug, document in entry.chain.items()}
    return msgspec.structs.replace(
        facts,
        entry=msgspec.structs.replace(_dated(entry, (), name), chain=chain),
        controller=None if controller is None else _dated(controller, (), controller.name),
        notice=_dated(facts.notice, (), name),
    )


def dated_law(law: Law) -> Law:
    """Return the law, the days between which its records hold knowing what they are."""
    return msgspec.structs.replace(law_of(_dated_files(law.files, law)), fallen=law.fallen)


def _dated(value: T, way: tuple[str, ...], name: str, tool: str = "the tool") -> T:
    """Return a document with days that know what they are; `way` are the fields down to it."""
    if isinstance(value, date):
        words = _WORDS.get(way[-2:]) or _WORDS.get(way[-1:]) or f"`{'.'.join(way)}` of {{name}}"
        return counted(value, DatedFact(day=value, words=words.format(name=name, tool=tool)))  # type: ignore[return-value]  # a date for a date
    if isinstance(value, tuple):
        return tuple(_dated(item, way, name, tool) for item in value)  # type: ignore[return-value]  # of the same items
    if not isinstance(value, msgspec.Struct):
        return value
    if isinstance(value, Safeguard):
        tool = mechanism(mechanism_of(value))
    if isinstance(value, Engages):
        name = value.subprocessor
    inner = {field: getattr(value, field) for field in value.__struct_fields__}
    return msgspec.structs.replace(value, **{at: _dated(one, (*way, at), name, tool) for at, one in inner.items()})


def _dated_files(value: T, law: Law) -> T:
    """Return the data files, or a part of them, with records that are dated."""
    if isinstance(value, tuple):
        return tuple(_dated_files(item, law) for item in value)  # type: ignore[return-value]  # of the same items
    if not isinstance(value, msgspec.Struct):
        return value
    if isinstance(value, LegalFact):
        return _dated_record(value, law)  # type: ignore[return-value]  # of the same type
    inner = {field: getattr(value, field) for field in value.__struct_fields__}
    return msgspec.structs.replace(value, **{at: _dated_files(one, law) for at, one in inner.items()})


def _dated_record(record: LegalFact, law: Law) -> LegalFact:
    """Return a record of the law with those of its days that a rule asks for."""
    match record:
        case Decision() | Listed():
            place = record.name if record.territory_code is None else law.country_name(record.territory_code)
            return _with_days(
                record, _ADEQUACY, f"{record.decision} on {in_sentence(place)}", valid_until=record.last_day
            )
        case ClauseSet():
            return _with_days(record, _CLAUSES, record.id)
        case Territory():
            periods = tuple(
                _with_days(period, _PERIOD, f"{in_sentence(record.name)} is {period.status.replace('_', ' ')}")
                for period in record.periods
            )
            return msgspec.structs.replace(record, periods=periods)
        case Scheme():
            return _with_days(record, _SCHEME, f"{record.scheme} {record.version}")
        case NationalTool():
            return _with_days(record, _NATIONAL, record.name)
    return record


def _with_days(record: S, words: Mapping[str, str], name: str, **last: date | None) -> S:
    """Return a record with days in words. `last` are fields that hold a day after the one that has the words."""
    days = {field: day for field in words if (day := getattr(record, field)) is not None}
    named = {
        field: counted(day, DatedFact(day=last.get(field) or day, words=words[field].format(name=name)))
        for field, day in days.items()
    }
    return msgspec.structs.replace(record, **named)
