"""When a write takes effect: decisions wait for the notice period, facts hold from their own day."""

import pytest

from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running, in_days

IN_INDIA = [factories.location("IN")]
DECISION = factories.engagement("Advertising")


async def effective_days(service: Running, answer_header: str) -> list[int]:
    """In how many days each of the changes of a `Subreg-Change` takes effect."""
    changes = [await service.get(f"changes/{change}") for change in answer_header.split(", ")]
    return [next(days for days in range(400) if str(in_days(days)) == change["effective_on"]) for change in changes]


async def test_addition_waits_for_the_notice_period(service: Running) -> None:
    """A new engagement takes effect after the days of its list, and is planned until then."""
    await service.put("controllers/acme", factories.controller(notice_period_days=14))
    await service.put("subprocessors/fastly", factories.subprocessor("Fastly"))
    answer = await service.put("controllers/acme/subprocessors/fastly", factories.engagement())
    assert [14] == await effective_days(service, answer.headers["Subreg-Change"])
    shown = await service.get("controllers/acme/subprocessors")
    assert ["cloudflare"] == [entry["subprocessor"] for entry in shown["items"]]
    assert [("fastly", "planned")] == [(entry["subprocessor"], entry["status"]) for entry in shown["planned"]]
    assert str(in_days(14)) == shown["planned"][0]["effective_from"]


async def test_longest_period_of_the_lists_counts(service: Running) -> None:
    """A decision about a shared sub-processor waits for the longest period of all lists that engage it."""
    await service.put("controllers/acme", factories.controller(notice_period_days=5))
    await service.put("controllers/closed", factories.controller("Closed", notice_period_days=60))
    answer = await service.put("subprocessors/cloudflare", factories.subprocessor(locations=IN_INDIA))
    assert [60] == await effective_days(service, answer.headers["Subreg-Change"])
    assert "IN" == answer.json()["locations"][0]["country"]
    assert "IE" == (await service.get("subprocessors/cloudflare"))["locations"][0]["country"]


async def test_hop_of_the_chain_waits_too(service: Running) -> None:
    """A decision about a sub-processor that a list reaches through another one waits for the period of that list."""
    await service.put("subprocessors/below", factories.subprocessor("Below"))
    engages = [{"subprocessor": "below"}]
    await service.put(
        "subprocessors/cloudflare", factories.subprocessor(engages=engages), notice="waived", reason="set up"
    )
    answer = await service.put("subprocessors/below", factories.subprocessor("Below", locations=IN_INDIA))
    assert [30] == await effective_days(service, answer.headers["Subreg-Change"])


async def test_what_nobody_engages_takes_effect_today(service: Running) -> None:
    """A sub-processor that is on no list has nobody to wait for."""
    for document in (factories.subprocessor("Fastly"), factories.subprocessor("Fastly", locations=IN_INDIA)):
        answer = await service.put("subprocessors/fastly", document)
        assert [0] == await effective_days(service, answer.headers["Subreg-Change"])


async def test_mixture_makes_two_changes(service: Running) -> None:
    """A PUT that mixes a decision and a fact makes two changes: the decision waits, the fact holds today."""
    document = factories.subprocessor(locations=IN_INDIA, dpa=factories.signed_dpa())
    answer = await service.put("subprocessors/cloudflare", document)
    ids = answer.headers["Subreg-Change"].split(", ")
    assert 2 == len(set(ids))
    changes = {tuple(change["after"]): change for change in [await service.get(f"changes/{one}") for one in ids]}
    assert {("locations",): "planned", ("dpa",): "in_effect"} == {
        fields: change["state"] for fields, change in changes.items()
    }
    assert str(in_days(30)) == changes["locations",]["effective_on"]
    today, later = [await service.get("subprocessors/cloudflare", on=str(in_days(days))) for days in (0, 30)]
    assert ("IE", "signed") == (today["locations"][0]["country"], today["dpa"]["status"])
    assert ("IN", "signed") == (later["locations"][0]["country"], later["dpa"]["status"])
    assert answer.json() == later


async def test_mixture_is_idempotent(service: Running) -> None:
    """The same mixture again is no change: what is planned counts as written."""
    document = factories.subprocessor(locations=IN_INDIA, dpa=factories.signed_dpa())
    first = await service.put("subprocessors/cloudflare", document)
    second = await service.put("subprocessors/cloudflare", document)
    assert "Subreg-Change" not in second.headers
    assert first.headers["ETag"] == second.headers["ETag"]


@pytest.mark.parametrize("days", [0, 1, 29])
async def test_earlier_day_is_refused(service: Running, days: int) -> None:
    """A decision before the first allowed day is 422 of type notice-period, names that day, and stores nothing."""
    before = await service.everything()
    answer = await service.staff.put(ACME_CLOUDFLARE, json=DECISION, params={"effective_on": str(in_days(days))})
    problem = answer.json()
    assert (422, "urn:subreg:problem:notice-period") == (answer.status_code, problem["type"])
    assert f"the first allowed day is {in_days(30)}" in problem["detail"]
    assert ["/purpose"] == [error["pointer"] for error in problem["errors"]]
    assert before == await service.everything()


async def test_early_addition_is_one_mistake(service: Running) -> None:
    """An addition that is too early is told once, of the document as a whole."""
    await service.put("subprocessors/fastly", factories.subprocessor("Fastly"))
    path, day = "/v1/controllers/acme/subprocessors/fastly", str(in_days(29))
    answer = await service.staff.put(path, json=factories.engagement(), params={"effective_on": day})
    assert [{"pointer": "", "detail": f"decided for {day}, before {in_days(30)}"}] == answer.json()["errors"]


@pytest.mark.parametrize("days", [30, 31, 3000])
async def test_first_allowed_day_and_later_are_taken(service: Running, days: int) -> None:
    """The day after the full period, and any later one, is taken."""
    answer = await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), DECISION, effective_on=str(in_days(days)))
    change = await service.get(f"changes/{answer.headers['Subreg-Change']}")
    assert str(in_days(days)) == change["effective_on"]


async def test_mixture_before_the_period_is_refused_whole(shared: Running) -> None:
    """Where the decision of a PUT is too early, its facts are not stored either."""
    before = await shared.everything()
    document = factories.subprocessor(locations=IN_INDIA, dpa=factories.signed_dpa())
    answer = await shared.staff.put(
        "/v1/subprocessors/cloudflare", json=document, params={"effective_on": str(in_days(0))}
    )
    assert (422, ["/locations"]) == (answer.status_code, [error["pointer"] for error in answer.json()["errors"]])
    assert before == await shared.everything()


@pytest.mark.parametrize("notice", ["waived", "correction"])
async def test_exception_needs_a_reason(shared: Running, notice: str) -> None:
    """notice=waived and notice=correction without a reason are 422 that points to it, and store nothing."""
    before = await shared.everything()
    for reason in ({}, {"reason": ""}, {"reason": " \t "}):
        answer = await shared.staff.put(ACME_CLOUDFLARE, json=DECISION, params={"notice": notice, **reason})
        assert (422, "?reason") == (answer.status_code, answer.json()["errors"][0]["pointer"])
    assert before == await shared.everything()


async def test_waived_takes_effect_at_once(service: Running) -> None:
    """notice=waived with a reason takes effect today, keeps the reason in the log, and is announced all the same."""
    path = ACME_CLOUDFLARE.removeprefix("/v1/")
    answer = await service.put(path, DECISION, notice="waived", reason="an outage")
    change = await service.get(f"changes/{answer.headers['Subreg-Change']}")
    assert (str(in_days(0)), "waived", "an outage", 1) == (
        change["effective_on"],
        change["manner"],
        change["reason"],
        change["notices"],
    )
    assert "Advertising" == (await service.get(path))["purpose"]


async def test_correction_mends_a_past_day(service: Running) -> None:
    """notice=correction with a reason writes for a day that is over, and tells the readers."""
    path, day = ACME_CLOUDFLARE.removeprefix("/v1/"), str(in_days(0))
    await service.put(path, DECISION, notice="correction", reason="a slip", effective_on=day)
    (newest, *_) = (await service.get("controllers/acme/changes"))["items"]
    assert ("correction", "a slip", 1) == (newest["manner"], newest["reason"], newest["notices"])


async def test_single_baseline_is_silent(service: Running) -> None:
    """notice=baseline of a single PUT loads what already holds, on any day, without a notice."""
    fastly = factories.subprocessor("Fastly")
    await service.put("subprocessors/fastly", fastly, notice="baseline", effective_on="2019-05-01")
    path = "controllers/acme/subprocessors/fastly"
    answer = await service.put(path, factories.engagement(), notice="baseline", effective_on="2020-05-01")
    change = await service.get(f"changes/{answer.headers['Subreg-Change']}")
    assert ("2020-05-01", 0) == (change["effective_on"], change["notices"])
    assert "Content delivery" == (await service.get(path, on="2020-05-01"))["purpose"]
    assert 404 == (await service.staff.get(f"/v1/{path}", params={"on": "2020-04-30"})).status_code


async def test_facts_hold_from_their_own_day(service: Running) -> None:
    """A contract that was signed in the past, or will be, is recorded for its day without waiting."""
    path = "subprocessors/cloudflare"
    signed = factories.subprocessor(dpa=factories.signed_dpa())
    for day in (in_days(0), in_days(7)):
        answer = await service.put(path, signed | {"website": f"https://{day}.example"}, effective_on=str(day))
        changes = [await service.get(f"changes/{one}") for one in answer.headers["Subreg-Change"].split(", ")]
        assert {str(day)} == {change["effective_on"] for change in changes}


async def test_unknown_manner_is_refused(shared: Running) -> None:
    """notice=history, announce or anything else is not a way to write a document."""
    for notice in ("history", "announce", "WAIVED", ""):
        answer = await shared.staff.put(ACME_CLOUDFLARE, json=DECISION, params={"notice": notice, "reason": "x"})
        assert (400, "?notice") == (answer.status_code, answer.json()["errors"][0]["pointer"])


@pytest.mark.parametrize(
    "reason",
    ["x" * 501, "two\nlines", "a\x1bb", "turn \u202e around", "\u2066isolated", "two\u2028lines", "hidden\U000e0041"],
)
async def test_reason_is_one_plain_line(shared: Running, reason: str) -> None:
    """A reason that is long, has control characters or turns the text around is refused: the log is read by people."""
    answer = await shared.staff.put(ACME_CLOUDFLARE, json=DECISION, params={"notice": "waived", "reason": reason})
    assert (400, "?reason") == (answer.status_code, answer.json()["errors"][0]["pointer"])
