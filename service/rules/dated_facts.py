"""The days that stand in the records of a list entry and of the law, each with the words by which it is named."""

from collections.abc import Iterator
from datetime import date

import msgspec

from service.engagements import LAID_OVER
from service.law import ClauseSet, Decision, Law, Scheme, Territory
from service.law.facets import AnyFact
from service.law.listing import records
from service.law.uk_swiss import Listed, NationalTool
from service.rules.facts import Facts
from service.rules.wording import in_sentence, mechanism
from service.safeguards import Regime, Safeguard, mechanism_of
from service.subprocessors import Engages, Subprocessor


class DatedFact(msgspec.Struct, frozen=True, kw_only=True):
    """A day of the records and what it is the day of: "the last day of the contract with Nimbus".

    Null tells nothing apart: `subprocessor` null is a day of the list or the law, `country` and `regime` null are all.
    """

    day: date
    words: str
    subprocessor: str | None = None
    country: str | None = None
    regime: Regime | None = None


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
_ADEQUACY = {"valid_from": "the first day of {name}", "valid_until": "the last day of {name}"}
_CLAUSES = {
    "usable_from": "the first day of the clauses of {name}",
    "new_contracts_until": "the last day for new contracts on {name}",
    "repealed": "the repeal of {name}",
    "reliance_until": "the last day of contracts on {name}",
}


def dates_of_entry(facts: Facts) -> Iterator[DatedFact]:
    """Yield the days of a list entry: of its documents, of those further down its chain, and of its controller."""
    entry, controller = facts.entry, facts.controller
    yield from _of_member(entry.slug, entry.subprocessor.name, entry.subprocessor)
    for slug, document in entry.chain.items():
        yield from _of_member(slug, document.name, document)
    own = {
        name: getattr(entry.engagement, name) for name in entry.engagement.__struct_fields__ if name not in LAID_OVER
    }
    own |= {"effective_from": entry.effective_from, "effective_until": entry.effective_until, "notice": facts.notice}
    for name, value in own.items():
        yield from _said(entry.slug, entry.subprocessor.name, value, (name,))
    if controller is not None:
        for safeguard in controller.safeguards or ():
            yield from _of_tool(None, controller.name, safeguard)
        yield from _said(None, controller.name, controller.privacy_notice, ("privacy_notice",))
        yield from _said(None, controller.name, controller.record, ("record",))


def dates_of_law(law: Law) -> Iterator[DatedFact]:
    """Yield the days between which the records of the law hold."""
    for record in records(law.files):
        for day, words, country in _of_law(record.fact, law):
            whose = None if isinstance(record.fact, ClauseSet | Territory) else record.regime
            yield DatedFact(day=day, words=words, country=country, regime=whose)


def _of_member(slug: str, name: str, document: Subprocessor | Engages) -> Iterator[DatedFact]:
    for field in document.__struct_fields__:
        value = getattr(document, field)
        if field == "safeguards":
            for safeguard in value or ():
                yield from _of_tool(slug, name, safeguard)
        elif field == "engages":
            for terms in value or ():
                yield from _of_member(terms.subprocessor, terms.subprocessor, terms)
        else:
            yield from _said(slug, name, value, (field,))


def _of_tool(slug: str | None, name: str, safeguard: Safeguard) -> Iterator[DatedFact]:
    yield from _said(slug, name, safeguard, ("safeguards",), tool=mechanism(mechanism_of(safeguard)))


def _said(
    slug: str | None, name: str, value: object, way: tuple[str, ...], *, tool: str = "the tool"
) -> Iterator[DatedFact]:
    for fields, day in _days(value, way):
        words = _WORDS.get(fields[-2:]) or _WORDS.get(fields[-1:]) or f"`{'.'.join(fields)}` of {{name}}"
        yield DatedFact(day=day, words=words.format(name=name, tool=tool), subprocessor=slug)


def _days(value: object, way: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], date]]:
    if isinstance(value, date):
        yield way, value
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _days(getattr(value, field), (*way, field))
    elif isinstance(value, tuple):
        for item in value:
            yield from _days(item, way)


def _of_law(fact: AnyFact, law: Law) -> Iterator[tuple[date, str, str | None]]:
    """Yield the days of a record: the day, its words, and the country that it is about."""
    match fact:
        case Decision() | Listed():
            place = fact.name if fact.territory_code is None else law.country_name(fact.territory_code)
            name = f"{fact.decision} on {in_sentence(place)}"
            days = {"valid_from": fact.valid_from, "valid_until": fact.last_day}
            yield from (
                (day, _ADEQUACY[way].format(name=name), fact.territory_code) for way, day in days.items() if day
            )
        case ClauseSet():
            yield from (
                (day, words.format(name=fact.id), None)
                for way, words in _CLAUSES.items()
                if (day := getattr(fact, way)) is not None
            )
        case Territory():
            for period in fact.periods:
                status = f"the time in which {in_sentence(fact.name)} is {period.status.replace('_', ' ')}"
                for end, day in (("first", period.from_), ("last", period.until)):
                    if day is not None:
                        yield day, f"the {end} day of {status}", fact.code
        case Scheme():
            yield fact.valid_from, f"the first day of {fact.scheme} {fact.version} as a transfer tool", None
        case NationalTool():
            yield from ((day, words.format(name=fact.name), None) for day, words in _of_national(fact) if day)


def _of_national(tool: NationalTool) -> Iterator[tuple[date | None, str]]:
    yield tool.valid_from, _ADEQUACY["valid_from"]
    yield tool.valid_until, _ADEQUACY["valid_until"]
    yield tool.new_contracts_until, _CLAUSES["new_contracts_until"]
