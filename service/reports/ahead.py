"""What a scenario does, and what will change until a day: beside the findings of the day itself."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from service.register.forecasting import Coming
from service.register.scenarios import Fallen, Scenario
from service.reports.characters import one_line
from service.rules.wording import listed
from service.transfers import SEVERITIES, Severity


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario (null: none was asked), and what comes until a day (null: it was not asked), by list."""

    scenario: Scenario | None = None
    until: date | None = None
    coming: Mapping[str, Sequence[Coming]] = msgspec.field(default_factory=dict)

    @property
    def hypothesis(self) -> str | None:
        """What a scenario takes as fallen, in a sentence ("if 2021/914 fell"); null where none was asked."""
        return None if self.scenario is None else f"if {listed(self.scenario.revoke)} fell"

    def failing(self, fail_on: Severity) -> list[Coming]:
        """Return the findings that will come to a severity that fails; acceptances are of the facts of today."""
        grave = SEVERITIES[SEVERITIES.index(fail_on) :]
        coming = (one for found in self.coming.values() for one in found)
        return [one for one in coming if one.difference.rule is not None and one.difference.after in grave]


def plain(ahead: Ahead) -> dict[str, Any]:
    """Return it as members of a JSON document; what was not asked is absent."""
    members: dict[str, Any] = {}
    if ahead.scenario is not None:
        members["scenario"] = ahead.scenario
    if ahead.until is not None:
        items = [{"controller": slug, **one.plain()} for slug, coming in ahead.coming.items() for one in coming]
        members |= {"until": ahead.until, "forecast": items}
    return members


def in_words(ahead: Ahead, fail_on: Severity) -> Iterator[str]:
    """Yield it as lines for people, and how much of what comes fails a check at a severity."""
    if (scenario := ahead.scenario) is not None:
        yield f"{ahead.hypothesis}: {len(scenario.breaks)} hops would rest on nothing"
        yield from (f"  breaks  {hop_in_words(one)}" for one in scenario.breaks)
        yield from (f"  holds   {hop_in_words(one)}" for one in scenario.holds)
    if ahead.until is not None:
        coming = [(slug, one) for slug, found in ahead.coming.items() for one in found]
        fails = len(ahead.failing(fail_on))
        yield f"until {ahead.until}: {len(coming)} changes, {f'failed for {fails} of them' if fails else 'none fails'}"
        yield from (_change(slug, one) for slug, one in coming)


def hop_in_words(one: Fallen) -> str:
    """Say of a hop on one line where it goes, on what it rested, and on what it would rest."""
    where = " ".join(part for part in (one.controller, one.subprocessor, one.country, one.regime) if part)
    rested, rests = one.basis_before or one.before, one.basis_after or one.after
    return one_line(f"{where}: {rested} -> {rests}")


def _change(slug: str, one: Coming) -> str:
    it = one.difference
    what = " ".join(part for part in (it.kind.replace("_", " "), it.rule, it.title) if part)
    where = " ".join(part for part in (slug, it.subprocessor, it.country, it.regime) if part)
    why = "; ".join(one.why)
    return one_line(f"  {one.on}  {where}: {what}, {it.before or 'none'} -> {it.after or 'none'} ({why})")
