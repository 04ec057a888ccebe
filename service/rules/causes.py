"""Why something turns on a day: which day of the records it was that the day of the check met, in words.

A day of the records that a rule compares as it stands is recognised by being that very object. One that a rule computed
is looked for among the days of what the turning is about, at the distances that the rules count.
"""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date

from dateutil.relativedelta import relativedelta

from service.rules.dated_facts import DatedFact
from service.rules.differences import Difference
from service.rules.recording import Turn

_DISTANCES: tuple[tuple[str, relativedelta], ...] = (
    ("", relativedelta()),
    ("the day after ", relativedelta(days=1)),
    ("the day before ", relativedelta(days=-1)),
    ("a year after ", relativedelta(years=1)),
    *((f"{months} months before ", relativedelta(months=-months)) for months in (3, 12, 24)),
    *((f"{days} days after ", relativedelta(days=days)) for days in (30, 60, 90, 365)),
    *((f"{days} days before ", relativedelta(days=-days)) for days in (30, 60, 90)),
)


class Causes:
    """The days of some records, to say by which of them something turned."""

    def __init__(self, known: Iterable[DatedFact]) -> None:
        """Take the days of an entry and of the law."""
        self._known = tuple(known)
        self._by_object: dict[int, list[DatedFact]] = {}
        for fact in self._known:
            self._by_object.setdefault(id(fact.day), []).append(fact)

    def same(self, day: date) -> Hashable:
        """Return what is equal for two days only if they are the same day of the records, or computed and equal."""
        return id(day) if id(day) in self._by_object else day

    def words(self, turns: Iterable[Turn], about: Difference) -> tuple[str, ...]:
        """Say of comparisons that turned what they were about, each once, in alphabetical order."""
        return tuple(sorted({words for turn in turns for words in self._of_turn(turn, about)}))

    def _of_turn(self, turn: Turn, about: Difference) -> Iterator[str]:
        counted = _shifted(turn.shift)
        for prefix, fact in self._found(turn.compared, about):
            far = counted + prefix
            yield f"{far}{fact.words}, {fact.day}" if far else f"{fact.words} is {fact.day}"

    def _found(self, day: date, about: Difference) -> list[tuple[str, DatedFact]]:
        direct = self._by_object.get(id(day))
        if direct is not None:
            return [("", fact) for fact in direct]
        near = [fact for fact in self._known if _concerns(fact, about)]
        for prefix, distance in _DISTANCES:
            found = [(prefix, fact) for fact in near if fact.day + distance == day]
            if found:
                return found
        return [("", DatedFact(day=day, words="a day that is counted from the records"))]


def _concerns(fact: DatedFact, about: Difference) -> bool:
    return (
        fact.subprocessor in (None, about.subprocessor)
        and (fact.country is None or about.country in (None, fact.country))
        and (fact.regime is None or about.regime in (None, fact.regime))
    )


def _shifted(days: int) -> str:
    if days == 0:
        return ""
    return f"{abs(days)} days {'before' if days > 0 else 'after'} "
