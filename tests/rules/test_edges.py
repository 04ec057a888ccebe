"""Days at the ends of the range that documents may name: counting from them never leaves the calendar."""

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.controllers import Exporter
from service.documents import FIRST_DAY, LAST_DAY, from_json
from service.engagements import Engagement, Entry
from service.law import load_law
from service.rules import Facts, assess_whole
from service.rules.stretches import stretches
from service.subprocessors import Subprocessor
from service.transfers import Assessment
from tests import dated

LAW = load_law()
DAY, DECADE = timedelta(days=1), timedelta(days=3650)
EDGES = (FIRST_DAY, FIRST_DAY + DAY, LAST_DAY - DAY, LAST_DAY)
ASKED = (*EDGES, date(2026, 11, 23), LAST_DAY - DECADE)
REQUEST: dict[str, Any] = {
    "subprocessor": dated.chained("day"),
    "controller": dated.controller("day"),
    "engagement": dated.engagement("day"),
    "chain": [{"slug": "below"} | dated.subprocessor("day", "Below")],
    "notice": {"published_on": "day", "starts_on": "day", "objection_until": "day", "kind": "notice"},
}
PIECES = json.dumps(REQUEST).split('"day"')
ANY_DAYS = st.lists(st.sampled_from([None, *EDGES]), min_size=len(PIECES) - 1, max_size=len(PIECES) - 1)


def facts_of(days: list[date | None], on: date) -> Facts:
    """What the check is given where these days, or nothing, stand in the places of the request in their order."""
    told = [piece + (f'"{day}"' if day else "null") for piece, day in zip(PIECES, days, strict=False)]
    asked = from_json("".join((*told, PIECES[-1])).encode(), Assessment)
    below = {field: getattr(asked.chain[0], field) for field in Subprocessor.__struct_fields__}
    entry = Entry(
        slug="acme",
        subprocessor=asked.subprocessor,
        engagement=asked.engagement or Engagement(),
        chain={"below": Subprocessor(**below)},
        effective_from=days[0],
        effective_until=days[1],
    )
    exporter = Exporter(country=None, regimes=("eu", "uk", "ch"))
    return Facts(on=on, exporter=exporter, entry=entry, controller=asked.controller, notice=asked.notice)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_DAYS, st.sampled_from(ASKED))
def test_check_stands_at_the_ends_of_the_range(days: list[date | None], on: date) -> None:
    """Wherever a document names one of the outermost days, the check of any day answers, and the days ahead come."""
    facts = facts_of(days, on)
    assert assess_whole(facts, LAW).findings
    last = min(on + DECADE, LAST_DAY)
    ahead = stretches(lambda day: assess_whole(msgspec.structs.replace(facts, on=day), LAW), on, last)
    assert all(one.first < other.first <= last for one, other in pairwise(ahead))


def test_last_day_everywhere_is_counted_from() -> None:
    """On the last day, with the last day in every place and the longest notice period, the check answers."""
    assert assess_whole(facts_of([LAST_DAY] * (len(PIECES) - 1), LAST_DAY), LAW).findings
