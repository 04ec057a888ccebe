"""Accepted findings: visible, for a while, and only as long as the facts under them are the same."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests import factories
from tests.web.running import Running, bearer, in_days, running

REASON = "The assessment is under way with counsel."
Document = factories.Document
Finding = dict[str, Any]
Ask = Callable[[], Awaitable[httpx.Response]]


def nimbus(**fields: Any) -> Document:  # noqa: ANN401 — fields of any type
    """A sub-processor in India and the United States under rules that nobody assessed."""
    rules: Document = {"mechanism": "bcr", "type": "processor", "status": "approved", "approved_on": "2022-04-01"}
    rules |= {"approved_by": "CNIL", "approved_under": ["eu"], "recipient_bound": True, "exporter_bound": True}
    places = [factories.location("IN"), factories.location("US", "support")]
    return factories.subprocessor("Nimbus", locations=places, safeguards=[rules | {"tias": []}]) | fields


@pytest.fixture
async def flagged(service: Running) -> Running:
    """A service whose public list engages Nimbus, and Moved in China without any tool."""
    moved = factories.subprocessor("Moved", locations=[factories.location("CN")], safeguards=[])
    await service.put("subprocessors/moved", moved)
    await service.put("subprocessors/nimbus", nimbus())
    await service.engage("acme", "nimbus")
    await service.engage("acme", "moved")
    return service


async def finding(service: Running, rule: str, country: str | None, **parameters: str) -> Finding:
    """The finding of a rule about a country on the public list."""
    items = (await service.get("controllers/acme/findings", limit=500, **parameters))["items"]
    (found,) = [item for item in items if (item["rule"], item["country"]) == (rule, country)]
    return dict(found)


async def ask(
    service: Running, found: Finding, *, days: int = 30, reason: str = REASON, **parameters: str
) -> httpx.Response:
    """Ask for a finding to be accepted."""
    path = f"/v1/findings/{found['fingerprint']}/acceptance"
    return await service.staff.post(path, json={"reason": reason, "until": str(in_days(days))}, params=parameters)


async def accepted(service: Running, rule: str = "R29", country: str | None = "IN") -> Finding:
    """Accept the finding of a rule about a country for 30 days."""
    answer = await ask(service, await finding(service, rule, country))
    assert 201 == answer.status_code, answer.text
    return dict(answer.json())


async def test_accepted_finding_stays_visible(flagged: Running) -> None:
    """An accepted finding reads as before, with reason, end and the key that did it, over one list and over all."""
    before = await finding(flagged, "R29", "IN")
    after = before | {"accepted": {"reason": REASON, "until": str(in_days(30)), "by": "bootstrap"}}
    assert after == await accepted(flagged)
    assert after == await finding(flagged, "R29", "IN")
    everything = (await flagged.get("findings", limit=500))["items"]
    assert [after] == [item for item in everything if item["accepted"]]
    assert (await flagged.get("controllers/acme/findings"))["summary"] == (
        await flagged.get("controllers/acme/findings", on=str(in_days(31)))
    )["summary"]


async def test_key_that_accepts_is_named(flagged: Running) -> None:
    """The acceptance names the key by its public id, as the log does."""
    minted = await flagged.key("register:write")
    found = await finding(flagged, "R29", "IN")
    body = {"reason": REASON, "until": str(in_days(1))}
    path = f"/v1/findings/{found['fingerprint']}/acceptance"
    answer = await flagged.reader.post(path, json=body, headers=bearer(minted.secret))
    assert f"key:{minted.id}" == answer.json()["accepted"]["by"]


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (30, True), (31, False)])
async def test_acceptance_lasts_from_its_day_to_its_last(flagged: Running, days: int, counts: bool) -> None:  # noqa: FBT001 — a case
    """An acceptance counts on its own day, up to and on the day it names, and on no other."""
    await accepted(flagged)
    await flagged.put(
        "subprocessors/nimbus", nimbus(), notice="correction", reason="since", effective_on=str(in_days(-5))
    )
    engagement = "controllers/acme/subprocessors/nimbus"
    await flagged.put(
        engagement, factories.engagement(), notice="correction", reason="x", effective_on=str(in_days(-5))
    )
    assert counts == ((await finding(flagged, "R29", "IN", on=str(in_days(days))))["accepted"] is not None)


ASSESSED = {"completed_on": "2030-01-01", "outcome": "equivalent"}
SAFEGUARD = nimbus()["safeguards"][0]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"safeguards": [SAFEGUARD | {"tias": [ASSESSED]}]}, id="assessment"),
        pytest.param({"safeguards": [SAFEGUARD | {"approved_on": "2023-04-01"}]}, id="safeguard"),
        pytest.param(
            {"locations": [factories.location("IN", "remote_access"), factories.location("US", "support")]},
            id="location",
        ),
    ],
)
async def test_acceptance_lapses_with_the_facts(flagged: Running, changed: Document) -> None:
    """When a fact under the finding changes, the finding is open again at once, on the day of the change."""
    await accepted(flagged)
    await flagged.put(
        "subprocessors/nimbus", nimbus(**changed), effective_on=str(in_days(0)), notice="waived", reason="x"
    )
    assert (await finding(flagged, "R29", "IN"))["accepted"] is None


async def test_acceptance_outlives_what_is_unrelated(flagged: Running) -> None:
    """Another country, another sub-processor, the website and the name leave the acceptance as it is."""
    before = await accepted(flagged)
    places = [*nimbus()["locations"], factories.location("KE")]
    changed = nimbus(
        name="Nimbus Cloud", locations=places, website="https://nimbus.example", dpa=factories.signed_dpa()
    )
    await flagged.put("subprocessors/nimbus", changed, notice="waived", reason="x")
    await flagged.put("subprocessors/moved", factories.subprocessor("Moved"), notice="waived", reason="x")
    await flagged.put("controllers/acme", factories.controller("Acme AS"))
    assert before == await finding(flagged, "R29", "IN")
    assert (await finding(flagged, "R29", "KE"))["accepted"] is None


async def test_planned_change_lapses_it_on_its_day(flagged: Running) -> None:
    """A change that is planned leaves the acceptance until its day; withdrawing it leaves it beyond."""
    before = await accepted(flagged)
    engagement = factories.engagement(large_scale=True)
    path = "/v1/controllers/acme/subprocessors/nimbus"
    answer = await flagged.staff.put(path, json=engagement, params={"effective_on": str(in_days(30))})
    assert 200 == answer.status_code, answer.text
    for days, expected in ((29, before["accepted"]), (30, None)):
        assert expected == (await finding(flagged, "R29", "IN", on=str(in_days(days))))["accepted"]
    change = answer.headers["Subreg-Change"]
    await flagged.staff.post(f"/v1/changes/{change}/withdrawal", json={"reason": "a mistake"})
    assert before["accepted"] == (await finding(flagged, "R29", "IN", on=str(in_days(30))))["accepted"]


async def test_restored_facts_restore_the_acceptance(flagged: Running) -> None:
    """What was accepted is the facts: when they are as they were, inside its time, the acceptance counts again."""
    before = await accepted(flagged)
    for changed in (nimbus(public_authority=False), nimbus()):
        await flagged.put("subprocessors/nimbus", changed, notice="waived", reason="x")
    assert before["accepted"] == (await finding(flagged, "R29", "IN"))["accepted"]


async def test_known_at_shows_what_was_accepted_then(flagged: Running) -> None:
    """As known before an acceptance its finding is open, as known before it was taken back it is accepted."""
    moments = []
    for act in (None, "POST", "DELETE"):
        if act == "POST":
            await accepted(flagged)
        elif act == "DELETE":
            fingerprint = (await finding(flagged, "R29", "IN"))["fingerprint"]
            await flagged.staff.delete(f"/v1/findings/{fingerprint}/acceptance")
        moments.append((await flagged.pool.fetchval("SELECT clock_timestamp()")).isoformat())
    found = [(await finding(flagged, "R29", "IN", known_at=moment))["accepted"] is not None for moment in moments]
    assert [False, True, False] == found


async def test_later_acceptance_replaces_the_earlier(flagged: Running) -> None:
    """Of two acceptances the one recorded last counts, also where it ends sooner; both stay on record."""
    await accepted(flagged)
    found = await finding(flagged, "R29", "IN")
    assert 201 == (await ask(flagged, found, days=3, reason="Until Friday.", controller="acme")).status_code
    assert "Until Friday." == (await finding(flagged, "R29", "IN"))["accepted"]["reason"]
    assert (await finding(flagged, "R29", "IN", on=str(in_days(4))))["accepted"] is None
    assert 2 == (await flagged.everything())["finding_acceptance"]


async def test_two_who_accept_at_once(flagged: Running) -> None:
    """Both acceptances are recorded, each later than the other's stamp, and the later counts."""
    found = await finding(flagged, "R29", "IN")
    answers = await asyncio.gather(*(ask(flagged, found, days=1 + n, reason=f"Reason {n}.") for n in range(6)))
    assert [201] * 6 == [answer.status_code for answer in answers]
    rows = await flagged.pool.fetch("SELECT reason, recorded_at FROM finding_acceptance ORDER BY recorded_at")
    assert 6 == len({row["recorded_at"] for row in rows})
    assert rows[-1]["reason"] == (await finding(flagged, "R29", "IN"))["accepted"]["reason"]


async def test_taking_back(flagged: Running) -> None:
    """An acceptance that is taken back leaves the finding open; there is nothing to take back a second time."""
    path = f"/v1/findings/{(await accepted(flagged))['fingerprint']}/acceptance"
    answers = [await flagged.staff.delete(path) for _ in range(2)]
    assert [(204, b""), (404, answers[1].content)] == [(answer.status_code, answer.content) for answer in answers]
    assert (await finding(flagged, "R29", "IN"))["accepted"] is None
    await accepted(flagged)
    assert (await finding(flagged, "R29", "IN"))["accepted"] is not None


async def test_two_who_take_back_at_once(flagged: Running) -> None:
    """One of them does it, the other is told that there is nothing left to take back."""
    path = f"/v1/findings/{(await accepted(flagged))['fingerprint']}/acceptance"
    answers = await asyncio.gather(*(flagged.staff.delete(path) for _ in range(4)))
    assert [204, 404, 404, 404] == sorted(answer.status_code for answer in answers)


async def test_scenario_leaves_what_it_does_not_touch(flagged: Running) -> None:
    """A scenario shows a finding as accepted where it rests on the same facts, and what it breaks as open."""
    before = await accepted(flagged)
    assert before == await finding(flagged, "R29", "IN", revoke="US-DPF-2023-1795")


async def test_acceptance_survives_a_restart(flagged: Running, seeded_url: str) -> None:
    """Another process on the same database reads the same acceptance."""
    before = await accepted(flagged)
    async with running(seeded_url) as again:
        assert before == await finding(again, "R29", "IN")


def bodies() -> list[Any]:
    """Bodies that are refused, each with the status and the place of the mistake."""
    good = {"reason": REASON, "until": str(in_days(1))}
    cases: list[tuple[str, Any, int, str]] = [
        ("yesterday", good | {"until": str(in_days(-1))}, 422, "/until"),
        ("181 days", good | {"until": str(in_days(181))}, 422, "/until"),
        ("the last day of the calendar", good | {"until": "9999-12-31"}, 422, "/until"),
        ("no day", good | {"until": "2026-02-30"}, 422, "/until"),
        ("no end", {"reason": REASON}, 422, ""),
        ("no reason", {"until": good["until"]}, 422, ""),
        ("blank reason", good | {"reason": " "}, 422, "/reason"),
        ("empty reason", good | {"reason": ""}, 422, "/reason"),
        ("long reason", good | {"reason": "x" * 501}, 422, "/reason"),
        ("control character", good | {"reason": "a\x00b"}, 422, "/reason"),
        ("another line", good | {"reason": "a\nb"}, 422, "/reason"),
        ("text direction", good | {"reason": "a\u202eb"}, 422, "/reason"),
        ("unknown field", good | {"by": "somebody"}, 422, "/by"),
        ("no object", [good], 422, ""),
    ]
    return [pytest.param(body, status, place, id=name) for name, body, status, place in cases]


@pytest.mark.parametrize(("body", "status", "place"), bodies())
async def test_bad_document_is_refused(flagged: Running, body: Any, status: int, place: str) -> None:  # noqa: ANN401 — JSON
    """A body that breaks a rule is answered with the place of the mistake, and nothing is stored."""
    path = f"/v1/findings/{(await finding(flagged, 'R29', 'IN'))['fingerprint']}/acceptance"
    before = await flagged.everything()
    answer = await flagged.staff.post(path, json=body)
    assert (status, place) == (answer.status_code, answer.json()["errors"][0]["pointer"])
    assert before == await flagged.everything()


async def test_last_allowed_day_is_named_and_allowed(flagged: Running) -> None:
    """Whoever asks for too long is told the last day; that day is taken, and so is today."""
    found = await finding(flagged, "R29", "IN")
    refused = await ask(flagged, found, days=181)
    assert str(in_days(180)) in refused.json()["detail"]
    assert [201, 201] == [(await ask(flagged, found, days=days)).status_code for days in (180, 0)]


async def test_unknown_findings_are_not_found(flagged: Running) -> None:
    """A fingerprint that no list has today, or not the list that is named, is answered 404, and nothing is stored."""
    before = await flagged.everything()
    known = await finding(flagged, "R29", "IN")
    unknown = [{"fingerprint": text} for text in ("0" * 64, "x", "%00", known["fingerprint"].upper())]
    answers = [await ask(flagged, found) for found in unknown]
    answers += [await ask(flagged, known, controller=name) for name in ("closed", "nobody")]
    answers += [await flagged.staff.delete(f"/v1/findings/{each['fingerprint']}/acceptance") for each in unknown]
    answers.append(await flagged.staff.delete(f"/v1/findings/{known['fingerprint']}/acceptance"))
    assert [404] * len(answers) == [answer.status_code for answer in answers]
    assert before == await flagged.everything()


async def test_malformed_requests_are_refused(flagged: Running) -> None:
    """What is no JSON, no slug or no known parameter is refused, and nothing is stored."""
    path = f"/v1/findings/{(await finding(flagged, 'R29', 'IN'))['fingerprint']}/acceptance"
    before = await flagged.everything()
    good = {"reason": REASON, "until": str(in_days(1))}
    answers = [
        await flagged.staff.post(path, content=b"{"),
        await flagged.staff.post(path, json=good, params={"on": str(in_days(1))}),
        await flagged.staff.post(path, json=good, params={"controller": "NO SLUG"}),
        await flagged.staff.delete(path, params={"reason": "x"}),
    ]
    assert [400, 400, 422, 400] == [answer.status_code for answer in answers]
    assert before == await flagged.everything()


async def test_gone_finding_is_not_accepted(flagged: Running) -> None:
    """A finding whose sub-processor left the list cannot be accepted any more."""
    found = await accepted(flagged)
    await flagged.staff.delete("/v1/controllers/acme/subprocessors/nimbus", params={"notice": "waived", "reason": "x"})
    assert 404 == (await ask(flagged, found)).status_code


async def test_reader_of_the_list_learns_nothing(flagged: Running) -> None:
    """What staff accepted stands on no page, in no JSON and no feed of the customer."""
    await accepted(flagged)
    for path in ("/lists/acme", "/lists/acme/feed.atom"):
        for kind in ("text/html", "application/json"):
            assert REASON not in (await flagged.reader.get(path, headers={"Accept": kind})).text
