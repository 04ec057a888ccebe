"""Why an answer changes on a day: the dates in documents and in the law on which it hangs, in words."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from service.documents import to_plain
from service.law import Law
from service.rules import Facts

_WORDS = {
    "valid_until": "ends",
    "valid_from": "begins to hold",
    "signed_on": "is signed",
    "completed_on": "is completed",
    "review_on": "is due for review",
    "triggered_on": "meets a trigger",
    "checked_on": "was last checked",
    "next_check_on": "is due for its next check",
    "next_certification_on": "is due for certification",
    "suspended_on": "is suspended",
    "withdrawn_on": "is withdrawn",
    "approved_on": "is approved",
    "authorised_on": "is authorised",
    "decided_on": "is decided",
    "done_on": "is done",
    "dated": "is dated",
    "repealed": "is repealed",
    "reliance_until": "may be relied on",
    "effective_from": "begins",
    "effective_until": "is over",
}
_FARTHEST = 800  # days; no period that a rule counts with is longer


def causes(hangs_on: Iterable[date], facts: Facts, law: Law) -> tuple[str, ...]:
    """Say of each day that an answer hangs on which date it is, or from which date it is counted.

    A day for which no date is found is given alone.
    """
    dated = list(_dates(facts, law))
    return tuple(sorted({_named(day, dated) for day in hangs_on}))


def _named(day: date, dated: list[tuple[str, date]]) -> str:
    exact = [words for words, when in dated if when == day]
    if exact:
        return f"{day}: {exact[0]}"
    distances = ((abs((when - day).days), words, when) for words, when in dated)
    days, words, when = min(distances, default=(_FARTHEST, "", day))
    if days >= _FARTHEST:
        return str(day)
    return f"{day}: {days} days {'before' if when > day else 'after'} {when}, when {words}"


def _dates(facts: Facts, law: Law) -> Iterator[tuple[str, date]]:
    entry = facts.entry
    parts: dict[str, Any] = {
        entry.subprocessor.name: entry.subprocessor,
        "the engagement": entry.engagement,
        "the controller": facts.controller,
        "the notice": facts.notice,
        **{document.name: document for document in entry.chain.values()},
    }
    for name, document in parts.items():
        yield from _within(to_plain(document), name, "")
    yield from (("the engagement begins", day) for day in (entry.effective_from,) if day is not None)
    yield from (("the engagement is over", day) for day in (entry.effective_until,) if day is not None)
    yield from _of_law(law)


def _within(value: Any, name: str, path: str) -> Iterator[tuple[str, date]]:  # noqa: ANN401 — JSON
    if isinstance(value, dict):
        for field, inner in value.items():
            yield from _within(inner, name, f"{path}/{field}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _within(inner, name, f"{path}/{index}")
    elif isinstance(value, str) and (field := path.rpartition("/")[2]) in _WORDS:
        day = _day(value)
        if day is not None:
            yield f"{path.rpartition('/')[0].lstrip('/') or 'the document'} of {name} {_WORDS[field]}", day


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _of_law(law: Law) -> Iterator[tuple[str, date]]:
    for table in law.tables.values():
        for decision in table.decisions:
            yield f"{decision.decision} on {decision.name} begins to apply", decision.valid_from
            if decision.last_day is not None:
                yield f"{decision.decision} on {decision.name} may be relied on for the last time", decision.last_day
    for clauses in law.clause_sets.values():
        if clauses.reliance_until is not None:
            yield f"{clauses.id} may be relied on for the last time", clauses.reliance_until
    for place in law.territories.values():
        yield from ((f"the status of {place.name} changes", p.from_) for p in place.periods if p.from_ is not None)
