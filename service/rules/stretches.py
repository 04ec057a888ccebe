"""From one day on: the stretches of days on which the same facts get the same verdict, found without trying the days.

Each evaluation tells up to which day it stands (`recording`), so there are as many as there are days that matter.
"""

from collections.abc import Callable, Collection, Hashable, Iterator
from datetime import date

import msgspec

from service.rules.counted import origin
from service.rules.differences import Difference, differences, fact_of
from service.rules.recording import Recording, Turn
from service.transfers import Verdict

Evaluate = Callable[[date], Verdict]


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict, the first day on which it was made, and the comparisons whose turning may end it."""

    first: date
    verdict: Verdict
    turns: tuple[Turn, ...]

    def holds_on(self, on: date) -> bool:
        """Tell whether nothing turned between its first day and this later one."""
        return not self.turns or on < self.turns[0].on


def stretches(evaluate: Evaluate, first: date, last: date) -> Iterator[Stretch]:
    """Yield the stretches of what is evaluated, from its first day to its last.

    Two neighbours may say the same: a comparison that turned need not have mattered.
    """
    found = stretch_from(evaluate, first)
    yield found
    while not found.holds_on(last):
        found = stretch_from(evaluate, found.turns[0].on)
        yield found


def stretch_from(evaluate: Evaluate, first: date) -> Stretch:
    """Return the stretch that begins on a day."""
    recording = Recording()
    verdict = msgspec.structs.replace(evaluate(recording.day(first)), on=first)
    return Stretch(first=first, verdict=verdict, turns=recording.turns)


def reasons(evaluate: Evaluate, before: Stretch, wanted: Collection[Difference]) -> list[tuple[Turn, ...]]:
    """Return for each difference that the end of a stretch makes the comparisons without which it were none.

    Those with the days of one record go together. Where no record is needed, those are returned that bring the
    difference alone; and all where none does that either.
    """
    groups: dict[Hashable, list[Turn]] = {}
    for turn in before.turns:
        groups.setdefault(origin(turn.compared), []).append(turn)
    if len(groups) <= 1:
        return [before.turns] * len(wanted)
    without = {key: _changed(evaluate, before, {key}) for key in groups}
    found = [[key for key in groups if fact_of(difference) not in without[key]] for difference in wanted]
    if not all(found):
        alone = {key: _changed(evaluate, before, groups.keys() - {key}) for key in groups}
        bringing = ([key for key in groups if fact_of(difference) in alone[key]] for difference in wanted)
        found = [needed or enough for needed, enough in zip(found, bringing, strict=True)]
    return [tuple(turn for key in keys or groups for turn in groups[key]) for keys in found]


def _changed(evaluate: Evaluate, before: Stretch, held: Collection[Hashable]) -> set[Hashable]:
    """Return what the end of a stretch would change if the days of some records did not turn anything."""
    recording = Recording(held=lambda other: origin(other) in held)
    verdict = evaluate(recording.day(before.turns[0].on))
    return {fact_of(difference) for difference in differences(before.verdict, verdict)}
