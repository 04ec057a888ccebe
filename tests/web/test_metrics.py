"""What a monitoring system is told, and who is told what."""

import asyncio
import re
from collections.abc import Callable

import httpx
from prometheus_client.parser import text_string_to_metric_families

from service.access.keys import SCOPES
from service.rates import Rates
from service.store import objections
from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running, bearer, in_days, running
from tests.web.test_objections import announce, decide

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    """Every sample of an exposition, by name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def scraped(client: httpx.AsyncClient) -> Samples:
    """What the service tells a client now."""
    answer = await client.get("/metrics")
    assert answer.status_code == 200, answer.text
    return samples(answer.text)


def value(found: Samples, name: str, **labels: str) -> float:
    """A sample; 0 where it is not there."""
    return found.get((f"subreg_{name}", frozenset(labels.items())), 0.0)


async def until(client: httpx.AsyncClient, holds: Callable[[Samples], bool]) -> Samples:
    """What the service tells once something holds of it: numbers are carried over with the next look."""
    for _ in range(100):
        found = await scraped(client)
        if holds(found):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(found)


async def test_requests_are_counted_by_route_method_and_status(service: Running) -> None:
    """A request counts under the template of its route, and one without a route under none."""
    await service.staff.get(ACME_CLOUDFLARE)
    await service.reader.get(ACME_CLOUDFLARE)
    await service.reader.request("BREW", "/nowhere")
    found = await scraped(service.reader)
    name, route = "http_request_duration_seconds_count", "/v1/controllers/{name}/subprocessors/{other}"
    assert 1 == value(found, name, method="GET", route=route, status="200")
    assert 1 == value(found, name, method="GET", route=route, status="401")
    assert 1 == value(found, name, method="other", route="none", status="404")


async def test_no_label_names_a_list_or_a_token(service: Running) -> None:
    """Whatever is asked for, neither names of lists and sub-processors nor tokens stand in a label."""
    token = await service.token()
    for path in (f"/s/{token.secret}/feed.atom", "/s/guessed", "/lists/acme", "/lists/wrong/x", ACME_CLOUDFLARE):
        await service.staff.get(path)
    whole = (await service.staff.get("/metrics")).text
    assert "/s/{token}/feed.atom" in whole
    assert [] == re.findall(rf"acme|cloudflare|guessed|wrong|{token.secret}", whole)


async def test_polls_are_counted_by_what_answered_them(service: Running) -> None:
    """A poll counts as full or unchanged, and as answered from memory or by the database."""
    path = "/lists/acme/feed.atom"
    first = await service.reader.get(path)
    answers = [await service.reader.get(path)]
    while "X-Request-Id" in answers[-1].headers or len(answers) < 5:  # until memory answers too
        answers.append(await service.reader.get(path, headers={"If-None-Match": first.headers["ETag"]}))
    assert [200] + [304] * (len(answers) - 1) == [answer.status_code for answer in answers]

    def counted(found: Samples, status: str) -> float:
        return sum(value(found, "feed_polls_total", source=source, status=status) for source in ("memory", "database"))

    found = await until(service.reader, lambda found: counted(found, "304") == len(answers) - 1)
    assert 2 == counted(found, "200")
    assert 0 < value(found, "feed_polls_total", source="memory", status="304")
    assert 0 < value(found, "cache_bytes", cache="documents")
    assert 1 <= value(found, "cache_entries", cache="answers")


async def test_looks_and_connections_are_told(service: Running) -> None:
    """The lag of a notice is at most that between two looks, and pools say what they have and lend."""
    await until(service.reader, lambda found: value(found, "look_timestamp_seconds") > 0)
    await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Another purpose"))
    found = await until(service.reader, lambda found: value(found, "notice_lag_seconds_count") > 0)
    assert value(found, "notice_lag_seconds_sum") < 60
    assert 0 == value(found, "database_away")
    assert 0 < value(found, "look_timestamp_seconds")
    assert (8, 2) == tuple(value(found, "pool_connections_max", pool=pool) for pool in ("rest", "feeds"))
    held = await asyncio.gather(*(service.pool.acquire() for _ in range(8)))
    found = await until(service.reader, lambda found: value(found, "pool_connections_in_use", pool="rest") == 8)
    assert 0 == value(found, "pool_waits_total", pool="rest")
    waiting = asyncio.create_task(service.staff.get("/v1/processor"))
    await until(service.reader, lambda found: value(found, "pool_waits_total", pool="rest") == 1)
    for conn in held:
        await service.pool.release(conn)
    assert 200 == (await waiting).status_code
    found = await until(service.reader, lambda found: value(found, "pool_wait_seconds_total", pool="rest") > 0)
    assert 1 == value(found, "pool_waits_total", pool="rest")


async def test_refusals_are_counted(database_url: str) -> None:
    """Each request that a limit refuses counts once."""
    async with running(database_url, rate_limits=Rates(address=2)) as service:
        refused = [(await service.reader.get("/lists/none")).status_code for _ in range(6)].count(429)
        assert refused > 0
        counted = 0.0
        while counted == 0:  # they are carried over with the next look
            await asyncio.sleep(0.05)
            text, _ = service.app.state.context.metrics.exposition("", register=False)
            counted = value(samples(text.decode()), "rate_limit_refusals_total")
        assert refused == counted


async def test_of_the_register_a_key_is_asked_for(service: Running) -> None:
    """Without a key the answer has nothing of the register, and with one that will do how it stands."""
    assert "subreg_register_" not in (await service.reader.get("/metrics")).text
    reading = await service.key("register:read")
    answer = await service.reader.get("/metrics", headers=bearer(reading.secret))
    found = samples(answer.text)
    assert 2 == value(found, "register_lists")
    assert 4 == value(found, "register_log_heads")
    assert "no-store" == answer.headers["Cache-Control"]
    assert "subreg_register_" not in (await service.reader.get("/metrics")).text


async def test_other_keys_are_told_nothing(service: Running) -> None:
    """A wrong key is 401, and one that lacks the scope or is bound to lists 403."""
    bound = await service.key("register:read", controllers=["acme"])
    lacking = await service.key(*(scope for scope in SCOPES if scope != "register:read"))
    secrets = {"subreg_key_" + "a" * 43: 401, bound.secret: 403, lacking.secret: 403}
    answers = {secret: await service.reader.get("/metrics", headers=bearer(secret)) for secret in secrets}
    assert secrets == {secret: answer.status_code for secret, answer in answers.items()}
    assert all("subreg_workers" not in answer.text for answer in answers.values())


async def test_findings_are_worked_out_in_the_background(service: Running) -> None:
    """Who asks for the findings sets them going, and has them later, as many as the check of all lists has."""
    first = await scraped(service.staff)
    assert 0 == value(first, "register_findings_timestamp_seconds")
    name = "register_findings_timestamp_seconds"
    found = await until(service.staff, lambda found: value(found, name) > 0)
    summary = (await service.get("findings"))["summary"]
    told = {
        severity: sum(value(found, "register_findings", severity=severity, accepted=word) for word in ("true", "false"))
        for severity in summary
    }
    assert summary == told
    assert sum(summary.values()) > 0
    again = await until(service.staff, lambda _: True)
    assert value(found, name) == value(again, name)


async def test_objections_are_told_by_deadline(service: Running) -> None:
    """An objection that waits counts by the days that are left to decide: none, three at most, more."""
    notice = await announce(service, "acme")
    filed = await service.reader.post(f"/lists/acme/notices/{notice}/objections", json={"reason": "no"})
    assert 201 == filed.status_code
    assert 1 == value(await scraped(service.staff), "register_objections", deadline="later")
    counted = {}
    async with service.pool.acquire() as conn:
        for day in (26, 27, 30, 31):
            told = await objections.waiting_by_deadline(conn, in_days(day), soon=3)
            counted[day] = [deadline for deadline, count in told.items() if count]
    assert {26: ["later"], 27: ["within_3_days"], 30: ["within_3_days"], 31: ["overdue"]} == counted
    await decide(service, filed.json()["id"], outcome="rejected")
    assert 0 == value(await scraped(service.staff), "register_objections", deadline="later")


async def test_openmetrics_is_spoken_where_it_is_asked_for(service: Running) -> None:
    """Accept chooses between the text format of Prometheus and OpenMetrics."""
    plain = await service.reader.get("/metrics")
    assert plain.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    accept = {"Accept": "application/openmetrics-text; version=1.0.0"}
    opened = await service.reader.get("/metrics", headers=accept)
    assert opened.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert opened.text.endswith("# EOF\n")
