"""What the rules are asked about: one flow of data to one place, and what a rule answers."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

Plain = dict[str, Any]

INFO, LOW, MEDIUM, HIGH, CRITICAL = "info", "low", "medium", "high", "critical"
LEVELS = (INFO, LOW, MEDIUM, HIGH, CRITICAL)
DEFEATS, OPEN, STANDS = "defeats", "open", "stands"


@dataclass(frozen=True, slots=True)
class Flow:
    """One hop under one regime: who sends what to whom, where, on which day, and with which tools on record."""

    day: date
    regime: str
    regimes: tuple[str, ...]
    chain: tuple[str, ...]
    country: str | None
    region: str | None
    receives: bool
    recipient: str | None  # the legal entity that receives: the member, or another that alone works at the place
    sender: Plain  # {"role", "public_authority"}
    importer: Plain  # the sub-processor's document; {} where the chain lacks it
    role: str  # of the importer: processor, controller or joint_controller
    safeguards: list[Plain] | None
    engagement: Plain
    returns: bool = False  # back to the controller (R10)
    receivers: tuple[str | None, ...] = ()  # every legal entity that receives at the place (R05)

    @property
    def organisation(self) -> str | None:
        """The international organisation that receives, if one does."""
        found: str | None = self.importer.get("international_organisation")
        return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule says of one tool: a finding, and whether the tool survives it."""

    rule: str
    severity: str
    effect: str


@lru_cache(maxsize=20_000)
def day(text: str) -> date:
    """Read a day as the documents write it."""
    return date.fromisoformat(text)


def day_of(document: Plain, field: str) -> date | None:
    """Return the day that a field holds, None where it is not recorded."""
    text = document.get(field)
    return None if text is None else day(text)


def months_after(start: date, months: int) -> date:
    """Return the same day of the month so many months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for last in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(start)


def needs_more_care(engagement: Plain) -> bool:
    """Modifier M: special categories, criminal data, children, other vulnerable people, large scale."""
    for fact in ("special_categories", "criminal_data", "children", "vulnerable_people", "large_scale"):
        if engagement.get(fact) is True:
            return True
    return False


def modified(severity: str, flow: Flow) -> str:
    """Raise a severity by one level, at most to critical, where the modifier M applies."""
    if not needs_more_care(flow.engagement):
        return severity
    return LEVELS[min(LEVELS.index(severity) + 1, LEVELS.index(CRITICAL))]


def claimed_here(flow: Flow) -> list[Plain]:
    """Return the safeguards that are claimed for this place: no countries named means all of them."""
    found = []
    for safeguard in flow.safeguards or []:
        countries = safeguard.get("countries")
        if countries is None or flow.country in countries:
            found.append(safeguard)
    return found


def r37_suspended(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R37: an order under Art. 58(2)(j) suspends the flow."""
    suspended = day_of(safeguard, "suspended_on")
    if suspended is not None and suspended <= flow.day:
        return Outcome("R37", CRITICAL, DEFEATS)
    return None
