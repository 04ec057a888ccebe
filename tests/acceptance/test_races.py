"""Many at once: no update is lost, no history out of order, no deadlock, no internal error."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from service.changes import Subject
from service.controllers import Controller
from service.database.transactions import in_transaction
from service.documents import to_plain
from service.engagements import Engagement
from service.law import load_law
from service.register.acts import Act, Terms
from service.register.scope import controller, engagement
from service.register.writing import commit
from tests.web.running import Running, running

LISTS = 1000
WRITERS = 8


def nimbus(country: str, name: str = "Nimbus", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 — fields of any type
    """A sub-processor that hosts in a country, with its absence of safeguards recorded."""
    return {"name": name, "locations": [{"country": country, "activity": "hosting"}], "safeguards": [], **fields}


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Running]:
    """A service with one public list that engages Nimbus."""
    async with running(database_url, pool_size=12) as found:
        await found.put("controllers/acme", {"name": "Acme", "visibility": "public"})
        await found.put("subprocessors/nimbus", nimbus("IE"))
        await found.put("controllers/acme/subprocessors/nimbus", {"purpose": "0"}, notice="baseline")
        yield found


async def load_lists(service: Running) -> None:
    """A thousand lists, each of which engages eight shared sub-processors, begun in an order of chance."""
    names = [f"list-{number:04}" for number in range(LISTS)]
    random.Random(4).shuffle(names)  # noqa: S311 — an order, not a secret
    for number in range(WRITERS):
        await service.put(f"subprocessors/shared-{number}", nimbus("IE", f"Shared {number}"))
    terms = Terms(actor="test", today=datetime.now(UTC).date(), manner="baseline", publishes=False)
    shared = [f"shared-{number}" for number in range(WRITERS)]
    wanted: list[tuple[Subject, dict[str, Any]]] = [
        *((controller(name), to_plain(Controller(name=name))) for name in names),
        *((engagement((name, slug)), to_plain(Engagement())) for name in names for slug in shared),
    ]
    for start in range(0, len(wanted), 3000):
        acts = [Act(subject=subject, document=document) for subject, document in wanted[start : start + 3000]]
        await in_transaction(service.pool, lambda conn, acts=acts: commit(conn, acts, terms, load_law()))  # type: ignore[misc]  # a default binds the loop's value


async def test_eight_writers_that_reach_a_thousand_lists_each(service: Running) -> None:
    """All eight are answered 200; every list has one notice of each, numbered and published in order."""
    await load_lists(service)
    order = list(range(WRITERS))
    random.Random(7).shuffle(order)  # noqa: S311 — an order, not a secret
    moved = await asyncio.gather(
        *(
            service.staff.put(
                f"/v1/subprocessors/shared-{number}",
                json=nimbus("IN", f"Shared {number}"),
                params={"notice": "waived", "reason": "at once"},
                timeout=100,
            )
            for number in order
        )
    )
    assert [200] * WRITERS == [answer.status_code for answer in moved]
    rows = await service.pool.fetch(
        "SELECT controller, array_agg(number ORDER BY published) AS numbers, "
        "array_agg(items -> 0 ->> 'subprocessor' ORDER BY number) AS told, "
        "array_agg(recorded_at ORDER BY number) AS recorded FROM notice WHERE controller LIKE 'list-%' GROUP BY 1"
    )
    assert LISTS == len(rows)
    for row in rows:
        assert list(range(1, WRITERS + 1)) == row["numbers"]
        assert {f"shared-{number}" for number in range(WRITERS)} == set(row["told"])
        assert sorted(row["recorded"]) == row["recorded"]


async def test_two_clients_of_one_engagement_lose_nothing(service: Running) -> None:
    """Each of two clients' writes is in the log once, in an order of stamps that ends at what holds now."""
    purposes = [str(number) for number in range(1, 21)]
    answers = await asyncio.gather(
        *(
            service.staff.put(
                "/v1/controllers/acme/subprocessors/nimbus",
                json={"purpose": purpose},
                params={"notice": "waived", "reason": "a race"},
            )
            for purpose in purposes
        )
    )
    assert {200} == {answer.status_code for answer in answers}
    log = (await service.get("controllers/acme/changes", limit=100))["items"]
    told = [change["after"]["purpose"] for change in log if change["kind"] == "changed"]
    assert sorted(purposes) == sorted(told)
    assert sorted((change["recorded_at"] for change in log), reverse=True) == [change["recorded_at"] for change in log]
    for later, earlier in itertools.pairwise(log):
        if later["kind"] == "changed":
            assert earlier["after"]["purpose"] == later["before"]["purpose"]
    assert told[0] == (await service.get("controllers/acme/subprocessors/nimbus"))["purpose"]


async def test_of_two_clients_with_the_same_tag_one_wins(service: Running) -> None:
    """Two writes that name the same document in If-Match: one is done, the other is told so."""
    read = await service.staff.get("/v1/controllers/acme/subprocessors/nimbus")
    answers = await asyncio.gather(
        *(
            service.staff.put(
                "/v1/controllers/acme/subprocessors/nimbus",
                json={"purpose": purpose},
                headers={"If-Match": read.headers["ETag"]},
                params={"notice": "waived", "reason": "a race"},
            )
            for purpose in ("this", "that")
        )
    )
    assert [200, 412] == sorted(answer.status_code for answer in answers)


async def test_a_fixed_known_at_gives_one_answer_during_writes(service: Running) -> None:
    """A list read for one moment is the same before, during and after other writes."""
    begun = datetime.now(UTC)
    moments: dict[str, list[Any]] = {}

    async def write(number: int) -> None:
        for turn in range(6):
            country = ("IE", "IN", "DE")[(turn + number) % 3]
            await service.put("subprocessors/nimbus", nimbus(country), notice="waived", reason="a race")
            moment = datetime.now(UTC).isoformat().replace("+00:00", "Z")
            moments[moment] = [await service.get("controllers/acme/subprocessors", known_at=moment)]

    async def read() -> None:
        for _ in range(40):
            for moment, answers in list(moments.items())[-4:]:
                answers.append(await service.get("controllers/acme/subprocessors", known_at=moment))

    await asyncio.gather(write(0), write(1), write(2), read())
    for moment, answers in moments.items():
        answers.append(await service.get("controllers/acme/subprocessors", known_at=moment))
        assert all(answers[0] == answer for answer in answers)
    assert begun.isoformat() < min(moments)


async def test_a_plan_and_a_small_edit_survive_each_other(service: Running) -> None:
    """A plan for day 30 survives an edit of today, with and without a day named, and the edits survive day 30."""
    day = date.today() + timedelta(days=30)  # noqa: DTZ011 — at midnight UTC the notice period is a day longer, no matter
    before = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    await service.put("subprocessors/nimbus", nimbus("IN"), effective_on=(day + timedelta(days=1)).isoformat())
    await service.put("subprocessors/nimbus", nimbus("IE", website="https://nimbus.example"))
    today = datetime.now(UTC).date().isoformat()
    named = nimbus("IE", website="https://nimbus.example", registration_number="1")
    await service.put("subprocessors/nimbus", named, effective_on=today)
    then = await service.get("subprocessors/nimbus", on=(day + timedelta(days=1)).isoformat())
    assert ("IN", "https://nimbus.example", "1") == (
        then["locations"][0]["country"],
        then["website"],
        then["registration_number"],
    )
    eve = await service.get("subprocessors/nimbus", on=day.isoformat())
    assert "IE" == eve["locations"][0]["country"]
    unknown = await service.get("subprocessors/nimbus", on=(day + timedelta(days=1)).isoformat(), known_at=before)
    assert "IE" == unknown["locations"][0]["country"]


async def test_an_engagement_that_races_with_a_move_hears_the_truth(service: Running) -> None:
    """Whichever comes first, the list's notices end at where its new sub-processor is."""
    for turn in range(6):
        name = f"racer-{turn}"
        await service.put(f"controllers/{name}", {"name": name, "visibility": "public"})
        country = ("IN", "IE")[turn % 2]
        waived = {"notice": "waived", "reason": "a race"}
        answers = await asyncio.gather(
            service.staff.put("/v1/subprocessors/nimbus", json=nimbus(country), params=waived),
            service.staff.put(f"/v1/controllers/{name}/subprocessors/nimbus", json={}, params=waived),
        )
        assert all(answer.status_code in (200, 201) for answer in answers)
        items = await service.pool.fetch("SELECT items FROM notice WHERE controller = $1 ORDER BY number", name)
        told = [item["entry"]["locations"][0]["country"] for row in items for item in row["items"]]
        assert country == told[-1]


async def test_a_cycle_that_two_writers_close_at_once_is_refused(service: Running) -> None:
    """Of two writes that together close a circle of the chain, one is refused and the circle never stands."""
    await service.put("subprocessors/other", nimbus("IE", "Other"))
    answers = await asyncio.gather(
        service.staff.put("/v1/subprocessors/nimbus", json=nimbus("IE", engages=[{"subprocessor": "other"}])),
        service.staff.put("/v1/subprocessors/other", json=nimbus("IE", "Other", engages=[{"subprocessor": "nimbus"}])),
    )
    assert 1 == sum(answer.status_code == 422 for answer in answers), [answer.text for answer in answers]
