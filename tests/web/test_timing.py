"""What is not yours takes the same steps as what is not there; the clock itself is asked by `make timing`."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from uuid import uuid4

import asyncpg
import pytest

from service.access import secrets
from service.register.reading import today
from tests import factories
from tests.store.plans_as_run import Node, met, ran
from tests.web.routes import ACCEPTANCE
from tests.web.running import Running
from tests.web.test_isolation import bound, crowd, other
from tests.web.timing import CLEAR, Asking, delayed, difference, quickest

__all__ = ["other"]  # the fixture


class Question(NamedTuple):
    """A request about what is another's and the same about what is not there; with a bound key, or as a stranger."""

    method: str
    theirs: str
    nobodys: str
    with_key: bool = True


QUESTIONS = {
    "controller": Question("GET", "/v1/controllers/acme", "/v1/controllers/none"),
    "list": Question("GET", "/v1/controllers/acme/subprocessors", "/v1/controllers/none/subprocessors"),
    "findings": Question("GET", "/v1/controllers/acme/findings", "/v1/controllers/none/findings"),
    "engagement": Question(
        "DELETE", "/v1/controllers/acme/subprocessors/fastly", "/v1/controllers/none/subprocessors/x"
    ),
    "catalogue": Question("GET", "/v1/subprocessors/fastly", "/v1/subprocessors/nobody"),
    "engaged by": Question("GET", "/v1/subprocessors?engaged_by=acme", "/v1/subprocessors?engaged_by=none"),
    "objections": Question("GET", "/v1/objections?controller=acme", "/v1/objections?controller=none"),
    "change": Question("GET", "/v1/changes/{change}", "/v1/changes/{uuid}"),
    "acceptance": Question("DELETE", ACCEPTANCE, f"/v1/findings/{'0' * 64}/acceptance"),
    "private list": Question("GET", "/lists/closed", "/lists/absent", with_key=False),
    "private feed": Question("GET", "/lists/closed/feed.atom", "/lists/absent/feed.atom", with_key=False),
}


@asynccontextmanager
async def statements() -> AsyncIterator[list[str]]:
    """The statements that the service sends to the database, as they are sent."""
    sent: list[str] = []
    execute = vars(asyncpg.Connection)["_execute"]  # every statement with values passes here

    async def noted(self: Any, query: str, *args: Any, **more: Any) -> Any:  # noqa: ANN401 — as asyncpg has it
        sent.append(query)
        return await execute(self, query, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncpg.Connection, "_execute", noted)
        yield sent


async def both(service: Running, name: str) -> tuple[Asking, Asking]:
    """The two requests of a question, on a register that has what is another's."""
    ids = await crowd(service) | {"uuid": str(uuid4())}
    await service.put("controllers/closed", factories.controller("Closed", visibility="private"))
    question = QUESTIONS[name]
    headers = {"Authorization": f"Basic {secrets.mint(secrets.TOKEN).secret}"}
    if question.with_key:
        headers = await bound(service, "other")

    def asking(path: str) -> Asking:
        return lambda: service.reader.request(question.method, path.format(**ids), headers=headers)

    return asking(question.theirs), asking(question.nobodys)


@pytest.mark.parametrize("name", QUESTIONS)
async def test_same_steps(other: Running, name: str) -> None:
    """The database is asked the same, whether something is another's or is not there."""
    theirs, nobodys = await both(other, name)
    asked = []
    for asking in (theirs, nobodys):
        await asking()
        async with statements() as sent:
            await asking()
        asked.append([query for query in sent if "touch" not in query])
    assert asked[0] == asked[1]
    assert asked[0]


async def asked(service: Running, query: str, values: str) -> list[Node]:
    """The nodes of the plan of a named query, as they ran on a connection of the service."""
    async with service.pool.acquire() as conn:
        return await ran(conn, query, values)


async def test_of_a_private_list_the_database_does_what_it_does_of_none(other: Running) -> None:
    """Whether a list is public is asked by the same steps, each as often, of a private list and of none."""
    private, absent = [
        [(node["Node Type"], node["Actual Loops"]) for node in await asked(other, "public_until", values)]
        for values in (f"'{today()}', 'other'", f"'{today()}', 'absent'")
    ]
    assert private == absent


async def test_a_row_of_another_list_is_not_met(other: Running) -> None:
    """Who takes an acceptance back of a finding of another list has the database read no more than of none."""
    await crowd(other)
    fingerprint = ACCEPTANCE.split("/")[-2]
    for of, expected in (("acme", 1), ("other", 0)):
        found = await asked(other, "list_of_acceptance", f"'{{{of}}}', '{fingerprint}'")
        assert expected == met(found, "finding_acceptance")


async def test_planted_difference_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred microseconds between two answers of a millisecond are found in two thousand tries, and else none.

    The clock moves by what is asked, so that no other work of the machine has a say; `make timing` asks the real one.
    """
    dice, now = random.Random(1), 0.0  # noqa: S311 — noise

    def clock() -> float:
        nonlocal now
        now += 1e-6
        return now

    async def asking() -> None:
        nonlocal now
        now += dice.expovariate(1000)

    monkeypatch.setattr("tests.web.timing.perf_counter", clock)
    assert await difference(delayed(asking), asking, 2000) > CLEAR
    assert abs(await difference(asking, asking, 2000)) < CLEAR


def test_the_quickest_tell_a_shift_from_noise() -> None:
    """A shift is clear however slow the slow ones are; noise alone and a few slow answers are not."""
    dice = random.Random(1)  # noqa: S311 — noise
    one, other = ([dice.expovariate(1) for _ in range(1000)] for _ in range(2))
    assert abs(quickest(one, other)) < CLEAR
    assert abs(quickest([*one[:-9], *[900.0] * 9], other)) < CLEAR
    assert quickest([seconds + 0.2 for seconds in one], other) > CLEAR
    assert quickest(one, [seconds + 0.2 for seconds in other]) < -CLEAR
