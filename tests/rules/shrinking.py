"""The smallest case that still shows something: whatever can go, goes."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.rules.generated_tools import Plain


def smallest(given: Plain, shows: Callable[[Plain], bool]) -> Plain:
    """Drop fields and items one by one while the case still shows it; a case that nobody can read shows nothing."""
    while True:
        smaller = next((case for case in _without_one_thing(given) if _shows(case, shows)), None)
        if smaller is None:
            return given
        given = smaller


def _shows(case: Plain, shows: Callable[[Plain], bool]) -> bool:
    try:
        return shows(case)
    except Exception:  # noqa: BLE001 — without a field that it needs, a case may fail anywhere
        return False


def _without_one_thing(value: Any) -> Iterator[Any]:  # noqa: ANN401 — whatever JSON holds
    """Yield the value with one field or item less: the large ones first, then those inside of them."""
    if isinstance(value, dict):
        for name in value:
            yield {other: inner for other, inner in value.items() if other != name}
        for name, inner in value.items():
            yield from (value | {name: less} for less in _without_one_thing(inner))
    if isinstance(value, list):
        for place in range(len(value)):
            yield value[:place] + value[place + 1 :]
        for place, inner in enumerate(value):
            yield from ([*value[:place], less, *value[place + 1 :]] for less in _without_one_thing(inner))
