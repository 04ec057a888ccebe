"""Days for random cases: most near today, many on and around the days on which a fact of the law begins or ends."""

import json
import re
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

_DATA = Path(__file__).parents[2] / "service" / "law" / "data"
_DATED = {
    "from", "until", "valid_from", "valid_until", "conservative_from", "usable_from", "new_contracts_until",
    "repealed", "reliance_until",
}  # fmt: skip
_FIRST, _TODAY = date(2000, 8, 1).toordinal(), date(2026, 11, 23).toordinal()
# Days that the data files hold as text, and the marks of R20 before the UK's sunset of 2031-12-27.
_IN_TEXT = ("2022-12-31", "2029-12-27", "2030-12-27", "2031-09-27")


def _dated(value: Any) -> set[str]:  # noqa: ANN401 — whatever JSON holds
    found: set[str] = set()
    if isinstance(value, list):
        for item in value:
            found |= _dated(item)
    if isinstance(value, dict):
        for key, item in value.items():
            if key in _DATED and isinstance(item, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", item):
                found.add(item)
            found |= _dated(item)
    return found


def _boundaries() -> tuple[int, ...]:
    found = set(_IN_TEXT)
    for path in _DATA.glob("*.json"):
        found |= _dated(json.loads(path.read_text(encoding="utf-8")))
    days = {date.fromisoformat(text).toordinal() for text in found}
    return tuple(sorted(day for day in days if day >= _FIRST))


BOUNDARIES = _boundaries()
_ISO = [date.fromordinal(number).isoformat() for number in range(_FIRST - 9000, _TODAY + 6000)]


def iso(number: int) -> str:
    """Write the ordinal of a day as YYYY-MM-DD."""
    return _ISO[number - _FIRST + 9000]


def ordinal(text: str) -> int:
    """Return the ordinal of a day."""
    return date.fromisoformat(text).toordinal()


def drawn(rng: Random) -> int:
    """Draw the day of a case."""
    kind = rng.random()
    if kind < 0.3:
        return BOUNDARIES[int(rng.random() * len(BOUNDARIES))] + int(rng.random() * 3) - 1
    if kind < 0.75:
        return _TODAY - 200 + int(rng.random() * 400)
    if kind < 0.9:
        return _TODAY - 2000 + int(rng.random() * 2000)
    return _TODAY + int(rng.random() * 2000)
