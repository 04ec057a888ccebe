"""What the rules about the clause sets before 2021 share: until when a contract on them may still be relied on.

The EU, the UK and Switzerland each gave a period of grace of their own; the set of 2002 was repealed before there was
one.
"""

from datetime import date, timedelta

import msgspec

from service.law import ClauseSet
from service.rules.tools import Tool
from service.safeguards import Scc
from service.transfers import LESS_SURE

_DAY = timedelta(days=1)


class OldSet(msgspec.Struct, frozen=True, kw_only=True):
    """A contract on a repealed set, as it stands under the regime of its hop.

    `found` is as sure as the least sure of its days. `ended` is the first day on which no contract could be made,
    `reliance_until` the last day of grace (null: there was none), `since` the first day on which this contract carries
    nothing; `graced` says that its set had a period of grace at all, `late` that this contract
    was made when none could be any more.
    """

    found: ClauseSet
    ended: date
    reliance_until: date | None
    since: date
    graced: bool
    late: bool

    def carries_nothing(self, on: date) -> bool:
        """Tell whether the contract carries nothing on a day; one that was made too late never carries anything."""
        return self.late or self.since <= on


def old_set(tool: Tool) -> OldSet | None:
    """Return how a contract on a repealed set stands; null for other tools and before the end of its set."""
    scc, law, regime = tool.safeguard, tool.hop.law, tool.hop.regime
    if not isinstance(scc, Scc) or scc.set is None:
        return None
    found = law.clause_set(scc.set)
    if found.repealed is None or not found.transfer_tool:
        return None
    ended, until = found.repealed, found.reliance_until
    graced = until is not None
    if graced and regime != "eu":
        national = law.national[regime, "legacy_eu_scc"]
        last = national.new_contracts_until or ended - _DAY
        ended, until = last + _DAY, national.valid_until
        sure = max(found.confidence, national.confidence, key=LESS_SURE.index)
        found = msgspec.structs.replace(found, confidence=sure)
    late = scc.signed_on is not None and scc.signed_on >= ended
    if not late and ended > tool.hop.on:
        return None
    since = _first_day_without(scc, ended, until)
    return OldSet(found=found, ended=ended, reliance_until=until, since=since, graced=graced, late=late)


def contract(scc: Scc) -> str:
    """Return in a sentence what is recorded of a contract that ends its reliance: signature and changed processing."""
    signed = f"signed on {scc.signed_on}" if scc.signed_on else ""
    changed = "with processing that changed since" if scc.processing_unchanged is False else ""
    told = " and ".join(filter(None, (signed, changed)))
    return f", {told}," if told else ""


def _first_day_without(scc: Scc, ended: date, until: date | None) -> date:
    if until is None or scc.processing_unchanged is False:
        return ended
    if scc.signed_on is not None and scc.signed_on >= ended:
        return scc.signed_on
    return until + _DAY
