"""DELETE of an engagement, and withdrawal of what is planned."""

import httpx
import pytest

from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running, in_days

FASTLY = "/v1/controllers/acme/subprocessors/fastly"


@pytest.fixture
async def addition(service: Running) -> str:
    """The id of the planned addition of Fastly to the list."""
    await service.put("subprocessors/fastly", factories.subprocessor("Fastly"))
    return (await service.put(FASTLY.removeprefix("/v1/"), factories.engagement())).headers["Subreg-Change"]


async def on_list(service: Running, **parameters: str) -> list[tuple[str, str]]:
    """Sub-processors of the list with their status, in effect and then announced."""
    body = await service.get("controllers/acme/subprocessors", **parameters)
    return [(entry["subprocessor"], entry["status"]) for entry in (*body["items"], *body["planned"])]


async def withdraw(service: Running, change: str, reason: str = "a mistake") -> httpx.Response:
    """Ask for a change to be withdrawn."""
    return await service.staff.post(f"/v1/changes/{change}/withdrawal", json={"reason": reason})


async def titles(service: Running, controller: str = "acme") -> list[str]:
    """The titles of a list's notices, newest first."""
    rows = await service.pool.fetch("SELECT title FROM notice WHERE controller = $1 ORDER BY number DESC", controller)
    return [row["title"] for row in rows]


async def test_end_takes_effect_today(service: Running) -> None:
    """DELETE ends an engagement today, without waiting, and its readers are told."""
    answer = await service.staff.delete(ACME_CLOUDFLARE)
    assert (200, [answer.headers["Subreg-Change"]]) == (answer.status_code, answer.json()["changes"])
    change = await service.get(f"changes/{answer.headers['Subreg-Change']}")
    assert ("removed", str(in_days(0)), 1) == (change["kind"], change["effective_on"], change["notices"])
    assert 404 == (await service.staff.get(ACME_CLOUDFLARE)).status_code
    assert [] == await on_list(service)


async def test_end_is_kept_for_its_day(service: Running) -> None:
    """DELETE with a day ends the engagement on it: it is ending until then, and over from then on."""
    day = in_days(10)
    await service.staff.delete(ACME_CLOUDFLARE, params={"effective_on": str(day)})
    assert [("cloudflare", "ending")] == await on_list(service)
    assert [("cloudflare", "ending")] == await on_list(service, on=str(in_days(9)))
    assert [] == await on_list(service, on=str(day))
    assert [("cloudflare", "ended")] == await on_list(service, on=str(day), include="ended")


async def test_end_leaves_the_others_alone(service: Running) -> None:
    """The end for one controller ends nothing for another, and nothing in the catalogue."""
    await service.staff.delete(ACME_CLOUDFLARE)
    assert 200 == (await service.staff.get("/v1/controllers/closed/subprocessors/cloudflare")).status_code
    assert 200 == (await service.staff.get("/v1/subprocessors/cloudflare")).status_code


async def test_second_end_is_not_found(service: Running) -> None:
    """What has ended cannot be ended again; it can be engaged anew."""
    await service.staff.delete(ACME_CLOUDFLARE)
    assert 404 == (await service.staff.delete(ACME_CLOUDFLARE)).status_code
    answer = await service.staff.put(ACME_CLOUDFLARE, json=factories.engagement())
    assert 201 == answer.status_code


async def test_delete_of_a_plan_withdraws_it(service: Running, addition: str) -> None:
    """DELETE of an engagement that has not begun withdraws it: it will not begin, and the log says withdrawn."""
    answer = await service.staff.delete(FASTLY)
    assert 200 == answer.status_code
    (withdrawal,) = answer.json()["changes"]
    assert addition == (await service.get(f"changes/{withdrawal}"))["withdraws"]
    assert "withdrawn" == (await service.get(f"changes/{addition}"))["state"]
    assert [("cloudflare", "active")] == await on_list(service)
    assert [] == [slug for slug, _ in await on_list(service, on=str(in_days(60))) if slug == "fastly"]


async def test_delete_of_a_plan_withdraws_what_was_planned_after_it(service: Running, addition: str) -> None:
    """Changes that were planned for an engagement go with it, in one notice."""
    path = FASTLY.removeprefix("/v1/")
    later = await service.put(path, factories.engagement("Another"), effective_on=str(in_days(90)))
    before = await titles(service)
    answer = await service.staff.delete(FASTLY)
    withdrawn = {(await service.get(f"changes/{change}"))["withdraws"] for change in answer.json()["changes"]}
    assert {addition, later.headers["Subreg-Change"]} == withdrawn
    assert 1 == len(await titles(service)) - len(before)


async def test_delete_takes_a_reason(service: Running) -> None:
    """The reason of an end stands in the log."""
    answer = await service.staff.delete(ACME_CLOUDFLARE, params={"reason": "the contract ended"})
    assert "the contract ended" == (await service.get(f"changes/{answer.json()['changes'][0]}"))["reason"]


async def test_withdrawal_restores_what_would_have_held(service: Running, addition: str) -> None:
    """A planned change that is withdrawn is itself a change, with its reason and a notice; what was before holds."""
    answer = await withdraw(service, addition)
    body = answer.json()
    assert (201, answer.headers["Subreg-Change"]) == (answer.status_code, body["id"])
    assert ("withdrawn", "in_effect", addition, "a mistake", 1) == (
        body["kind"],
        body["state"],
        body["withdraws"],
        body["reason"],
        body["notices"],
    )
    assert [("cloudflare", "active")] == await on_list(service)
    assert 404 == (await service.staff.get(FASTLY, params={"on": str(in_days(60))})).status_code
    assert "will not happen" in (await titles(service))[0]


async def test_withdrawal_reaches_every_list(service: Running) -> None:
    """The withdrawal of a change of a shared sub-processor gives a notice to each list that was told of it."""
    document = factories.subprocessor(locations=[factories.location("IN")])
    change = (await service.put("subprocessors/cloudflare", document)).headers["Subreg-Change"]
    told = {name: len(await titles(service, name)) for name in ("acme", "closed")}
    assert 2 == (await withdraw(service, change)).json()["notices"]
    assert {name: count + 1 for name, count in told.items()} == {
        name: len(await titles(service, name)) for name in told
    }


async def test_what_is_in_effect_cannot_be_withdrawn(service: Running) -> None:
    """A change that holds today is 409, whatever kind it is, and nothing is stored."""
    before = await service.everything()
    for change in (await service.get("controllers/acme/changes"))["items"]:
        answer = await withdraw(service, change["id"])
        assert (409, "urn:subreg:problem:conflict") == (answer.status_code, answer.json()["type"])
    assert before == await service.everything()


async def test_withdrawal_happens_once(service: Running, addition: str) -> None:
    """A change that is withdrawn, and a withdrawal, cannot be withdrawn."""
    withdrawal = (await withdraw(service, addition)).json()["id"]
    before = await service.everything()
    assert [409, 409] == [(await withdraw(service, change)).status_code for change in (addition, withdrawal)]
    assert before == await service.everything()


@pytest.mark.parametrize("change", ["00000000-0000-4000-8000-000000000000", "no-uuid", "0" * 32, "%00", "x" * 3000])
async def test_withdrawal_of_nothing_is_not_found(service: Running, change: str) -> None:
    """An id that no change has is 404, whether it looks like an id or not."""
    assert 404 == (await withdraw(service, change)).status_code
    assert 404 == (await service.staff.get(f"/v1/changes/{change}")).status_code


@pytest.mark.parametrize("reason", ["", " ", None, "x" * 4001, "a\x00b", "\u202e"])
async def test_withdrawal_says_why(service: Running, addition: str, reason: str) -> None:
    """A withdrawal needs a reason that people can read."""
    answer = await withdraw(service, addition, reason)
    assert (422, "/reason") == (answer.status_code, answer.json()["errors"][0]["pointer"])
    assert "planned" == (await service.get(f"changes/{addition}"))["state"]


async def test_reason_in_more_than_one_line_is_kept(service: Running, addition: str) -> None:
    """A reason may have lines."""
    answer = await withdraw(service, addition, "First.\nSecond.")
    assert "First.\nSecond." == answer.json()["reason"]
