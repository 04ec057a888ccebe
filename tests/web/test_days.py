"""Days near the ends of the calendar: refused with every place, or taken and read everywhere without a fault."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests import dated, factories
from tests.web.running import Running

FIRST, LAST = "1950-01-01", "2200-12-31"
OUTSIDE = ("0001-01-01", "1949-12-31", "2201-01-01", "9999-12-31")
READS = (
    *("controllers/acme", "controllers", "subprocessors/dated", "subprocessors", "controllers/acme/subprocessors"),
    *("controllers/acme/subprocessors/dated", "controllers/acme/changes"),
)
CHECKS = ("controllers/acme/transfers", "controllers/acme/findings", "controllers/acme/forecast", "findings")


@pytest.fixture
async def around(service: Running) -> Running:
    """The service of all tests, with one more sub-processor for a chain."""
    await service.put("subprocessors/below", factories.subprocessor("Below"))
    return service


def documents(day: str) -> dict[str, factories.Document]:
    """What stands where, with this day in every place for one."""
    return {
        "controllers/acme": dated.controller(day),
        "subprocessors/dated": dated.chained(day),
        "controllers/acme/subprocessors/dated": dated.engagement(day),
    }


async def faults(service: Running) -> Mapping[str, int]:
    """What answers otherwise than with 200, of all that reads the list: today, and the checks on the outermost days."""
    asked = [*(f"/v1/{path}" for path in (*READS, *CHECKS)), "/lists/acme", "/lists/acme/feed.atom"]
    asked += [
        f"{path}?on={day}" for path in ("/lists/acme", *(f"/v1/{path}" for path in CHECKS)) for day in (FIRST, LAST)
    ]
    found = {path: (await service.staff.get(path)).status_code for path in asked}
    return {path: status for path, status in found.items() if status != 200}


@pytest.mark.parametrize("day", OUTSIDE)
async def test_every_day_out_of_range_is_named(around: Running, day: str) -> None:
    """A document is refused with the place of each such day and with what to give instead, and nothing is stored."""
    before = await around.everything()
    for path, document in documents(day).items():
        answer = await around.staff.put(f"/v1/{path}", json=document)
        told = answer.json()
        assert 422 == answer.status_code
        assert sorted(dated.places(document, day)) == sorted(place["pointer"] for place in told["errors"])
        assert {f"{day} is not between {FIRST} and {LAST}"} == {place["detail"] for place in told["errors"]}
        assert told["detail"].endswith(f"give a day between {FIRST} and {LAST}; null where there is no end.")
    assert before == await around.everything()


@pytest.mark.parametrize("day", OUTSIDE)
async def test_assessment_names_days_out_of_range(shared: Running, day: str) -> None:
    """The stateless check refuses them in every part of what it is given."""
    request: dict[str, Any] = {
        "on": day,
        "subprocessor": dated.subprocessor(day),
        "controller": dated.controller(day),
        "engagement": dated.engagement(day),
        "chain": [{"slug": "below"} | dated.subprocessor(day)],
        "notice": {"published_on": day, "starts_on": day, "objection_until": day},
    }
    answer = await shared.staff.post("/v1/assessments", json=request)
    assert 422 == answer.status_code
    assert sorted(dated.places(request, day)) == sorted(place["pointer"] for place in answer.json()["errors"])


@pytest.mark.parametrize("day", [FIRST, LAST])
async def test_first_and_last_day_are_taken_and_read(around: Running, day: str) -> None:
    """With the first or the last day in every place of every document, all that reads a list answers."""
    for path, document in documents(day).items():
        await around.put(path, document, **({"notice": "baseline"} if path.endswith("/dated") else {}))
    assert {} == await faults(around)


@pytest.mark.parametrize("place", ["/safeguards/0/dpf/checked_on", "/due_diligence/checked_on", "/dpa/valid_until"])
async def test_day_is_judged_where_it_stands_alone(around: Running, place: str) -> None:
    """Among usual days the last day of the range is taken in one place, and the day after it is not."""
    usual = dated.chained("2020-01-15")
    late = dated.with_day(usual, place, "2201-01-01")
    assert 422 == (await around.staff.put("/v1/subprocessors/dated", json=late)).status_code
    await around.put("subprocessors/dated", dated.with_day(usual, place, LAST))
    await around.engage("acme", "dated")
    assert {} == await faults(around)
