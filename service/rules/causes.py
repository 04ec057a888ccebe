"""Why something turns on a day: which day of the records it was that the day of the check met, in words."""

from collections.abc import Iterable

from dateutil.relativedelta import relativedelta

from service.rules.counted import CountedDay, DatedFact, counted
from service.rules.recording import Turn

_OWN_WORDS = {(1, "days"): "the day after ", (-1, "days"): "the day before ", (12, "months"): "a year after "}


def words(turns: Iterable[Turn]) -> tuple[str, ...]:
    """Say of comparisons that turned what they were about, each once, in alphabetical order."""
    return tuple(sorted({_of_turn(turn) for turn in turns}))


def _of_turn(turn: Turn) -> str:
    day = turn.compared
    if not isinstance(day, CountedDay):
        day = counted(day, DatedFact(day=day, words="a day that is counted from the records"))
    far = _far(day.distance - relativedelta(days=turn.shift))
    return f"{far}{day.fact.words}, {day.fact.day}" if far else f"{day.fact.words} is {day.fact.day}"


def _far(distance: relativedelta) -> str:
    """Say how far a day is from the one that it was counted from; empty where it is that day."""
    return _counted(distance.days, "days") + _counted(distance.years * 12 + distance.months, "months")


def _counted(number: int, unit: str) -> str:
    if number == 0:
        return ""
    return _OWN_WORDS.get((number, unit), f"{abs(number)} {unit} {'after' if number > 0 else 'before'} ")
