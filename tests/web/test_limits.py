"""Limits: who is refused, with what answer, and who never is."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast

import httpx
import pytest

from service.rates import Rates
from service.web.context import Context
from service.web.limits.buckets import Buckets
from service.web.limits.limiting import Asking, Limits
from service.web.limits.sharing import EVERY, share
from tests import factories
from tests.web.clocks import Clock
from tests.web.running import BASE, Running, bearer, running
from tests.web.test_freshness import looked, remembered

FEED = "/lists/acme/feed.atom"
RATES = Rates(key=40, token=12, address=20, guesses=10)
Limited = Callable[..., Any]


@pytest.fixture
async def service(database_url: str, made: list[Limits], clock: Clock) -> AsyncIterator[Running]:
    """A service with two lists and narrow limits, none of which was used yet."""
    assert not made
    async with running(database_url, rate_limits=RATES) as service:
        await service.seed()
        clock.now += 3600
        yield service


@asynccontextmanager
async def reader_at(service: Running, address: str, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody at an address."""
    transport = httpx.ASGITransport(cast("Any", service.app), client=(address, 1234))
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as client:
        yield client


def basic(secret: str, user: str = "reader") -> dict[str, str]:
    """The header that carries a token as a password."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()}


def without_memory(service: Running) -> None:
    """Have every poll of the next second go to the database."""
    context: Context = service.app.state.context
    context.fresh.start_anew()


async def used_up(client: httpx.AsyncClient, path: str, count: int, **headers: str) -> httpx.Response:
    """Ask so many times, none of which is refused, and once more."""
    for _ in range(count):
        answer = await client.get(path, headers=headers)
        assert answer.status_code != 429, answer.text
    return await client.get(path, headers=headers)


async def test_a_key_is_limited_wherever_it_comes_from(service: Running, clock: Clock) -> None:
    """One request more than the rate is refused from any address, told when to come again, and taken then."""
    key = bearer((await service.key("register:read")).secret)
    async with reader_at(service, "192.0.2.1", **key) as here, reader_at(service, "192.0.2.2", **key) as there:
        assert 200 == (await used_up(here, "/v1/controllers", RATES.key - 1)).status_code
        answer = await there.get("/v1/controllers")
        assert (429, "2") == (answer.status_code, answer.headers["Retry-After"])
        problem = answer.json()
        assert "application/problem+json" == answer.headers["Content-Type"]
        assert ("urn:subreg:problem:too-many-requests", 429) == (problem["type"], problem["status"])
        assert "2 s" in problem["detail"]
        clock.now += 1
        assert 429 == (await here.get("/v1/controllers")).status_code
        clock.now += 1
        assert 200 == (await here.get("/v1/controllers")).status_code
    assert 200 == (await service.staff.get("/v1/controllers")).status_code


async def test_a_refused_write_stores_nothing(service: Running) -> None:
    """What is refused for its rate was never begun."""
    await used_up(service.staff, "/v1/controllers", RATES.key)
    answer = await service.staff.put("/v1/controllers/late", json=factories.controller("Late"))
    assert 429 == answer.status_code
    async with service.pool.acquire() as conn:
        assert not await conn.fetchval("SELECT count(*) FROM subject WHERE controller = 'late'")


def test_a_write_that_was_made_is_never_called_refused(clock: Clock) -> None:
    """The answer of a write says what became of it, also where others at its address used up all meanwhile."""
    limits, headers = Limits(RATES, clock), [(b"authorization", b"Basic x")]
    scope: Any = {"method": "POST", "path": "/lists/acme/notices/n/objections", "client": None, "headers": headers}
    asking, page = Asking(limits, scope), scope | {"method": "GET", "path": "/lists/acme", "headers": []}
    assert 0 == asking.begin()
    assert [0] * RATES.address == [Asking(limits, page).begin() for _ in range(RATES.address)]
    assert 0 == asking.end(201, let_in=False)
    assert Asking(limits, scope).begin() > 0


async def test_an_address_is_limited_apart_from_others(service: Running) -> None:
    """Requests without a credential count by address, of IPv6 by the 64 bits of a subscriber."""
    async with AsyncExitStack() as stack:
        names = ("192.0.2.1", "192.0.2.2", "2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1")
        one, other, six, same, next_door = [await stack.enter_async_context(reader_at(service, name)) for name in names]
        assert 429 == (await used_up(one, "/lists/acme", RATES.address)).status_code
        assert 200 == (await other.get("/lists/acme")).status_code
        assert 429 == (await used_up(six, "/lists/acme", RATES.address)).status_code
        assert (429, 200) == (
            (await same.get("/lists/acme")).status_code,
            (await next_door.get("/lists/acme")).status_code,
        )


async def test_a_reader_of_pages_is_told_on_a_page(service: Running) -> None:
    """A browser that opens a list too often gets a page, and the seconds to wait."""
    answer = await used_up(service.reader, "/lists/acme", RATES.address, Accept="text/html")
    assert (429, "3") == (answer.status_code, answer.headers["Retry-After"])
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("document", ["feed.atom", "feed.json", "calendar.ics"])
async def test_an_unchanged_poll_is_never_refused(service: Running, document: str) -> None:
    """Neither a stranger's nor a token's, from memory or from the database, over the limit or not; it costs nothing."""
    token = (await service.token()).secret
    for path, headers in (
        (f"/lists/acme/{document}", {}),
        (f"/lists/closed/{document}", basic(token)),
        (f"/s/{token}/{document}", {}),
    ):
        known = {"If-None-Match": (await service.reader.get(path, headers=headers)).headers["ETag"], **headers}
        for _ in range(3 * RATES.token):
            without_memory(service)
            assert 304 == (await service.reader.get(path, headers=known)).status_code
        without_memory(service)
        assert 200 == (await service.reader.get(path, headers=headers)).status_code
    assert 429 == (await used_up(service.reader, "/lists/acme", RATES.address)).status_code
    without_memory(service)
    assert 429 == (await service.reader.get(f"/lists/acme/{document}")).status_code
    assert 304 == (await service.reader.get(f"/lists/acme/{document}", headers={"If-None-Match": "*"})).status_code


async def test_polls_over_the_limit_are_answered_one_at_a_time(service: Running, made: list[Limits]) -> None:
    """They wait for each other, and nobody else waits for them."""
    unchanged = {"If-None-Match": "*"}
    await used_up(service.reader, "/lists/acme", RATES.address)
    without_memory(service)
    async with reader_at(service, "192.0.2.1") as elsewhere:
        async with made[0].lane:
            waiting = asyncio.create_task(service.reader.get(FEED, headers=unchanged))
            for _ in range(10):
                without_memory(service)
                assert 304 == (await elsewhere.get(FEED, headers=unchanged)).status_code
            assert not waiting.done()
        assert 304 == (await waiting).status_code


async def test_nobody_waits_for_the_lane_for_ever(
    service: Running, made: list[Limits], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A poll over the limit that does not get its turn is told to come again, and the next one gets it."""
    monkeypatch.setattr("service.web.limits.limiting.LANE_SECONDS", 0.1)
    unchanged = {"If-None-Match": "*"}
    await used_up(service.reader, "/lists/acme", RATES.address)
    async with made[0].lane:
        without_memory(service)
        answer = await service.reader.get(FEED, headers=unchanged)
        assert (503, "5") == (answer.status_code, answer.headers["Retry-After"])
        assert "urn:subreg:problem:unavailable" == answer.json()["type"]
    without_memory(service)
    assert 304 == (await service.reader.get(FEED, headers=unchanged)).status_code


async def test_memory_answers_whoever_asks(service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that memory has is sent as often as it is asked for, to who is over every limit too."""
    monkeypatch.setattr("service.web.memory.freshness.LIMIT", 600.0)  # however slow the looks are
    await looked(service)
    await remembered(service, FEED)
    await used_up(service.reader, "/lists/acme", RATES.address)
    assert 429 == (await service.reader.get("/lists/acme")).status_code
    for _ in range(50):
        assert 200 == (await service.reader.get(FEED)).status_code


async def test_tokens_are_limited_each_by_itself(service: Running) -> None:
    """Readers behind one address do not use up what others have; a token has one count however it is sent."""
    one, other = (await service.token()).secret, (await service.token()).secret
    for number in range(RATES.token):
        path, headers = (f"/s/{one}", {}) if number % 2 else ("/lists/closed", basic(one, f"user-{number}"))
        assert 200 == (await service.reader.get(path, headers=headers)).status_code
    assert 429 == (await service.reader.get(f"/s/{one}")).status_code
    assert 429 == (await service.reader.get("/lists/closed", headers=basic(one))).status_code
    assert 200 == (await used_up(service.reader, f"/s/{other}", RATES.token - 1)).status_code
    assert 200 == (await service.reader.get("/lists/acme")).status_code


async def test_a_poll_over_the_limit_that_brings_news_waits(service: Running, clock: Clock) -> None:
    """What a poll over the limit has not seen yet it gets after the wait, like any other answer."""
    token = (await service.token()).secret
    await used_up(service.reader, f"/s/{token}", RATES.token)
    answer = await service.reader.get(f"/s/{token}/feed.atom", headers={"If-None-Match": '"old"'})
    assert (429, b"<feed" in answer.content) == (answer.status_code, False)
    clock.now += int(answer.headers["Retry-After"])
    assert 200 == (await service.reader.get(f"/s/{token}/feed.atom", headers={"If-None-Match": '"old"'})).status_code


@pytest.mark.parametrize("conditional", [False, True])
async def test_guesses_are_slow_and_readers_are_not(service: Running, clock: Clock, conditional: bool) -> None:  # noqa: FBT001 — a case
    """After some wrong credentials an address hears 429 alone, while who was let in before reads on from there."""
    token, key = (await service.token()).secret, bearer((await service.key("register:read")).secret)
    condition = {"If-None-Match": '"x"'} if conditional else {}
    assert 200 == (await service.reader.get(f"/s/{token}/feed.atom")).status_code
    assert 200 == (await service.reader.get("/v1/controllers", headers=key)).status_code
    wrong = [
        ("/v1/controllers", bearer("wrong"), 401),
        ("/lists/closed/feed.atom", basic("wrong") | condition, 401),
        ("/s/wrong/feed.atom", condition, 404),
    ]
    for number in range(RATES.guesses):
        path, headers, status = wrong[number % len(wrong)]
        assert status == (await service.reader.get(path, headers=headers)).status_code
    for path, headers, _ in wrong:
        answer = await service.reader.get(path, headers=headers)
        assert (429, "6") == (answer.status_code, answer.headers["Retry-After"]), path
    assert 200 == (await service.reader.get("/v1/controllers", headers=key)).status_code
    without_memory(service)
    assert 200 == (await service.reader.get(f"/s/{token}/feed.atom")).status_code
    assert 401 == (await service.reader.get("/lists/closed/feed.atom")).status_code
    async with reader_at(service, "192.0.2.1") as elsewhere:
        assert 404 == (await elsewhere.get("/s/wrong/feed.atom")).status_code
    clock.now += 6
    assert 404 == (await service.reader.get("/s/wrong/feed.atom")).status_code


async def test_a_right_guess_is_not_looked_up_after_many_wrong_ones(service: Running) -> None:
    """Over the limit a guess is refused whatever it is: how often one may try does not depend on being right."""
    key = bearer((await service.key("register:read")).secret)
    await used_up(service.reader, "/v1/controllers", RATES.guesses, **bearer("wrong"))
    assert 429 == (await service.reader.get("/v1/controllers", headers=key)).status_code


async def test_an_unchanged_poll_with_a_new_token_is_answered_among_guesses(service: Running) -> None:
    """A reader whom this process has not seen yet, as after a restart, is not taken for a guesser if it polls."""
    token = (await service.token()).secret
    tag = (await service.reader.get(FEED.replace("acme", "closed"), headers=basic(token))).headers["ETag"]
    fresh = (await service.token()).secret
    await used_up(service.reader, "/s/wrong", RATES.guesses)
    without_memory(service)
    assert 304 == (await service.reader.get(f"/s/{fresh}/feed.atom", headers={"If-None-Match": tag})).status_code


async def test_a_revoked_key_becomes_a_guess(service: Running) -> None:
    """What opened something once and does not any more is counted as other wrong keys are."""
    minted = await service.key("register:read")
    assert 200 == (await service.reader.get("/v1/controllers", headers=bearer(minted.secret))).status_code
    async with service.pool.acquire() as conn:
        await conn.execute("UPDATE api_key SET revoked_at = clock_timestamp() WHERE id = $1", minted.id)
    assert 429 == (await used_up(service.reader, "/v1/controllers", RATES.guesses, **bearer(minted.secret))).status_code
    await service.pool.execute("UPDATE api_key SET revoked_at = NULL WHERE id = $1", minted.id)
    assert 429 == (await service.reader.get("/v1/controllers", headers=bearer(minted.secret))).status_code


async def test_a_wrong_request_gives_nothing_back(service: Running) -> None:
    """Who sends a token where it opens nothing is doubted, and has used up what it had used up all the same."""
    token = (await service.token()).secret
    other = await service.put("controllers/other", factories.controller("Other", visibility="private"))
    assert 201 == other.status_code
    for _ in range(RATES.token - 1):
        assert 200 == (await service.reader.get(f"/s/{token}")).status_code
    assert 401 == (await service.reader.get("/lists/other", headers=basic(token))).status_code
    assert 429 == (await service.reader.get(f"/s/{token}")).status_code
    assert 429 == (await service.reader.get("/lists/other", headers=basic(token))).status_code


async def test_a_made_up_password_for_a_public_list_buys_nothing(service: Running) -> None:
    """A credential that nobody looks at is no credential: such requests count by address."""
    for number in range(RATES.address):
        answer = await service.reader.get("/lists/acme", headers=basic(f"made-up-{number}"))
        assert 200 == answer.status_code
    assert 429 == (await service.reader.get("/lists/acme", headers=basic("another"))).status_code


async def test_whether_the_process_lives_is_always_told(service: Running) -> None:
    """A probe is not refused, whoever asks from its address."""
    await used_up(service.reader, "/lists/acme", RATES.address)
    assert 200 == (await service.reader.get("/health/live")).status_code


async def test_limits_can_be_off(database_url: str) -> None:
    """Without rates nobody is refused."""
    async with running(database_url) as service:
        await service.seed()
        for _ in range(50):
            assert 404 == (await service.reader.get("/s/wrong")).status_code
            assert 401 == (await service.reader.get("/v1/controllers", headers=bearer("wrong"))).status_code


async def test_two_processes_share_what_a_caller_has(service: Running, database_url: str, made: list[Limits]) -> None:
    """What one process let through the other counts too, from the first time on that both have told each other."""
    async with running(database_url, rate_limits=RATES) as second:
        await used_up(service.reader, "/lists/acme", RATES.address)
        assert 200 == (await second.reader.get("/lists/acme")).status_code
        for limits in made:
            await share(second.pool, limits.addresses)
        assert 429 == (await second.reader.get("/lists/acme")).status_code
        async with reader_at(second, "192.0.2.1") as elsewhere:
            assert 200 == (await elsewhere.get("/lists/acme")).status_code


async def test_processes_share_by_themselves(service: Running, database_url: str) -> None:
    """After one process refuses a caller the other soon does too, long before it would by itself."""
    async with running(database_url, rate_limits=RATES) as second:
        await used_up(service.reader, "/lists/acme", RATES.address)
        statuses: list[int] = []
        while 429 not in statuses:
            await asyncio.sleep(EVERY)
            statuses.append((await second.reader.get("/lists/acme")).status_code)
        assert len(statuses) < RATES.address / 2


async def test_the_feeds_of_public_lists_are_limited_each_by_itself(service: Running, clock: Clock) -> None:
    """An aggregator reads one feed as often as a token may, and the next one all the same."""
    await service.put("controllers/other", factories.controller("Other"))

    async def read(path: str) -> int:
        without_memory(service)
        return (await service.reader.get(path)).status_code

    assert [200] * RATES.token == [await read(FEED) for _ in range(RATES.token)]
    assert (429, 200) == (await read(FEED), await read("/lists/other/feed.atom"))
    clock.now += 5
    assert 200 == await read(FEED)


async def test_looking_for_lists_counts_by_address(service: Running) -> None:
    """Whoever asks for feeds of lists that are not public, each once, is refused as for any other request."""
    statuses = [(await service.reader.get(f"/lists/made-up-{n}/feed.atom")).status_code for n in range(RATES.address)]
    assert {401} == set(statuses)
    assert 429 == (await service.reader.get("/lists/made-up/feed.atom")).status_code


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("GET", "/lists/acme/x"), ("DELETE", "/lists/acme")])
async def test_what_leads_nowhere_counts_too(service: Running, method: str, path: str) -> None:
    """Paths and methods that no handler has are counted by address; once they used it up, what there is is refused."""
    statuses = [(await service.reader.request(method, path)).status_code for _ in range(RATES.address)]
    assert {404 if method == "GET" else 405} == set(statuses)
    assert [429, 429] == [(await service.reader.request(method, p)).status_code for p in (path, "/lists/acme/y")]
    assert 429 == (await service.reader.get("/lists/acme")).status_code


@pytest.mark.parametrize("path", ["/s/{}", "//s/{}/", "/s//{}", "//s//{}/feed.atom/"])
async def test_a_guess_is_a_guess_however_it_is_spelled(service: Running, path: str) -> None:
    """Slashes too many do not make a made-up capability address anything but a guess."""
    guesses = [(await service.reader.get(BASE + path.format(f"made-up-{n}"))).status_code for n in range(RATES.guesses)]
    assert {404} == set(guesses)
    assert 429 == (await service.reader.get("/s/made-up")).status_code
    assert 200 == (await service.reader.get("/lists/acme")).status_code


@pytest.mark.parametrize("late", [1, 40])
async def test_nobody_waits_longer_for_what_is_told_late(service: Running, clock: Clock, late: int) -> None:
    """The seconds that a caller was told stay true when the others hear of it, and what it told the others as well."""
    buckets = Buckets(clock)
    while not buckets.take(b"caller", 10):
        pass
    clock.now += late
    wait = buckets.wait(b"caller", 1)
    await share(service.pool, buckets)
    assert wait == buckets.wait(b"caller", 1) == 60 - late
    clock.now += 60 - late
    assert [0] * 10 == [buckets.take(b"caller", 10) for _ in range(10)]


async def test_nothing_is_lost_while_others_cannot_be_told(service: Running, clock: Clock) -> None:
    """A process goes on by what it knows while the database is away, and tells it all afterwards."""
    buckets = Buckets(clock)
    for _ in range(30):
        buckets.spend(b"caller", 60)
    await service.pool.execute("ALTER TABLE rate RENAME TO away")
    with pytest.raises(Exception, match="does not exist"):
        await share(service.pool, buckets)
    buckets.spend(b"caller", 60)
    await service.pool.execute("ALTER TABLE away RENAME TO rate")
    await share(service.pool, buckets)
    owed = await service.pool.fetchval(
        "SELECT extract(EPOCH FROM full_at - now())::float FROM rate WHERE bucket = $1", b"caller"
    )
    assert 1 < owed <= 31
