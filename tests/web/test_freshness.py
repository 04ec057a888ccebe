"""What a process answers from memory, and how soon it stops when something was written, here or elsewhere."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

import feedparser
import httpx
import pytest

from service.database.pool import Connection, open_pool
from service.law import load_law
from service.notices import Closing
from service.store import touches
from service.store.tokens import revoke
from service.web.context import Context
from service.web.memory.freshness import AWAY, LIMIT, Answer, Freshness
from service.web.memory.shelf import Rendition, Shelf
from service.web.shown import Shown
from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running, running
from tests.web.test_archives import publish_elsewhere

FEED = "/lists/acme/feed.atom"
DAY = date(2026, 11, 27)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
NOW = NOON.timestamp()
DOCUMENT = Rendition(
    revision=1, body=b"", etag='""', modified=NOW, last_modified="", media_type="", freshness="max-age=60"
)


class Clock:
    """A clock that moves when told to."""

    now = 100.0

    def __call__(self) -> float:
        """The seconds of now."""
        return self.now


def answer(controller: str = "acme", *, private: bool = False, until: date | None = None) -> Answer:
    """What was answered about a list."""
    shown = Shown(controller=controller, private=private, page=f"/lists/{controller}", until=until)
    return Answer(shown=shown, document="feed.atom", revision=1)


@pytest.fixture
def clock() -> Clock:
    """A clock of one's own."""
    return Clock()


@pytest.fixture
def fresh(clock: Clock) -> Freshness:
    """A memory with a look of now, and one answer for each of two lists."""
    memory = Freshness(clock)
    memory.looked(clock.now, ())
    for name in ("acme", "other"):
        memory.keep(name, answer(name), memory.begin())
    return memory


def test_memory_is_good_for_less_than_a_second(fresh: Freshness, clock: Clock) -> None:
    """An answer is found until the last look is a second old, and again after the next one."""
    clock.now += LIMIT - 0.001
    assert fresh.find("acme", NOW) == answer()
    clock.now += 0.001
    assert fresh.find("acme", NOW) is None
    fresh.looked(clock.now, ())
    assert fresh.find("acme", NOW) == answer()


def test_memory_is_good_for_a_quarter_of_an_hour_while_the_database_is_away(fresh: Freshness, clock: Clock) -> None:
    """Of a public list, whatever the day, and unless this process knows that it wrote since."""
    clock.now += AWAY - 0.001
    assert fresh.find_while_away("acme", NOW) == answer()
    assert fresh.find_while_away("acme", NOW + 86_400) == answer()
    clock.now += 0.001
    assert fresh.find_while_away("acme", NOW) is None
    fresh.looked(clock.now, ())
    assert fresh.find_while_away("acme", NOW) == answer()
    clock.now += 0.001
    fresh.wrote()
    assert fresh.find_while_away("acme", NOW) is None


def test_of_a_private_list_nothing_is_told_while_the_database_is_away(fresh: Freshness) -> None:
    """A token may have been revoked meanwhile."""
    fresh.keep("closed", answer("closed", private=True), fresh.begin())
    assert fresh.find("closed", NOW) is not None
    assert fresh.find_while_away("closed", NOW) is None


def test_a_look_that_took_long_counts_from_its_beginning(fresh: Freshness, clock: Clock) -> None:
    """What a slow look found is as old as its beginning, not as its end."""
    began_at = clock.now
    clock.now += LIMIT
    fresh.looked(began_at, ())
    assert fresh.find("acme", NOW) is None


def test_a_look_forgets_what_was_touched(fresh: Freshness, clock: Clock) -> None:
    """Of a list that was touched nothing is known any more; of others everything is."""
    fresh.looked(clock.now, ["acme", "unknown"])
    assert (None, answer("other")) == (fresh.find("acme", NOW), fresh.find("other", NOW))


def test_a_write_of_our_own_stops_memory_until_a_look_begins(fresh: Freshness, clock: Clock) -> None:
    """After a write nothing is found until a look that began after it; one that was under way does not count."""
    began_before = clock.now
    clock.now += 0.1
    fresh.wrote()
    fresh.looked(began_before, ())
    assert fresh.find("other", NOW) is None
    clock.now += 0.1
    fresh.looked(clock.now, ["acme"])
    assert (None, answer("other")) == (fresh.find("acme", NOW), fresh.find("other", NOW))


def test_what_was_read_before_a_look_is_not_kept_after_it(fresh: Freshness, clock: Clock) -> None:
    """A reader may have read before a commit that a look told of meanwhile: what it read is sent, and not kept."""
    begun = fresh.begin()
    fresh.looked(clock.now, ["late"])
    fresh.keep("late", answer("late"), begun)
    assert fresh.find("late", NOW) is None
    begun = fresh.begin()
    fresh.wrote()
    fresh.keep("late", answer("late"), begun)
    clock.now += 0.1
    fresh.looked(clock.now, ())
    assert fresh.find("late", NOW) is None


def test_a_look_that_tells_of_other_lists_keeps_nothing_from_being_kept(fresh: Freshness, clock: Clock) -> None:
    """However many looks a slow database lets by while it is read: what is read of a list that none told of is kept."""
    begun = fresh.begin()
    for told in (["third"], [], ["third", "fourth"]):
        fresh.looked(clock.now, told)
    fresh.keep("late", answer("late"), begun)
    assert answer("late") == fresh.find("late", NOW)
    fresh.keep("third", answer("third"), begun)
    assert fresh.find("third", NOW) is None


def test_what_was_read_when_all_is_forgotten_is_not_kept(fresh: Freshness, clock: Clock) -> None:
    """Touches may have been missed meanwhile, or another server answers; what is read after the next look is kept."""
    begun = fresh.begin()
    fresh.start_anew()
    for _ in range(2):
        fresh.keep("late", answer("late"), begun)
        assert fresh.find("late", NOW) is None
        fresh.looked(clock.now, ())
    fresh.keep("late", answer("late"), fresh.begin())
    assert answer("late") == fresh.find("late", NOW)


def test_what_is_noted_of_looks_from_before_all_was_forgotten_lets_nothing_be_kept(
    fresh: Freshness, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where more lists are told of than are noted, those that go are none from before, which say less than is known."""
    monkeypatch.setattr("service.web.memory.freshness._MOST_TOUCHED", 1)
    fresh.looked(clock.now, ["first"])
    begun = fresh.begin()
    fresh.start_anew()
    fresh.looked(clock.now, ["second"])
    fresh.keep("late", answer("late"), begun)
    assert fresh.find("late", NOW) is None


def test_what_was_told_of_lists_is_bounded(fresh: Freshness, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where looks told of more lists than are noted, nothing that was read before the oldest of them is kept."""
    monkeypatch.setattr("service.web.memory.freshness._MOST_TOUCHED", 1)
    before = fresh.begin()
    fresh.looked(clock.now, ["first"])
    between = fresh.begin()
    fresh.looked(clock.now, ["second"])
    for begun, kept in ((before, False), (between, True)):
        fresh.keep("late", answer("late"), begun)
        assert kept == (fresh.find("late", NOW) is not None)


def test_before_the_first_look_nothing_is_kept(clock: Clock) -> None:
    """Until somebody looked nobody can tell what was touched since an answer was read."""
    memory = Freshness(clock)
    memory.keep("acme", answer(), memory.begin())
    memory.looked(clock.now, ())
    assert memory.find("acme", NOW) is None


def test_the_day_on_which_others_may_read_is_read_anew(fresh: Freshness) -> None:
    """Where that is planned it comes with the day, which touches nothing; on the day before memory still answers."""
    kept = answer("planned", until=DAY + timedelta(days=2))
    fresh.keep("planned", kept, fresh.begin())
    midnight = datetime(2026, 11, 29, tzinfo=UTC).timestamp()
    for find in (fresh.find, fresh.find_while_away):
        assert kept == find("planned", midnight - 0.001)
        assert find("planned", midnight) is None


def test_an_address_that_closes_is_not_answered_from_memory(fresh: Freshness) -> None:
    """The last entry of a feed under a token that was rotated is told until the address closes, and not from then."""
    closing = Closing(entry=UUID(int=1), since=NOON - timedelta(days=1), closes_at=NOON)
    shown = Shown(controller="closed", private=True, page="/s/token", closing=closing)
    kept = Answer(shown=shown, document="feed.atom", revision=1)
    fresh.keep("closed", kept, fresh.begin())
    assert kept == fresh.find("closed", NOW - 0.001)
    assert fresh.find("closed", NOW) is None


def test_memory_is_bounded(fresh: Freshness, monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest unused answer goes where there are too many."""
    monkeypatch.setattr("service.web.memory.freshness._MOST_ANSWERS", 2)
    assert fresh.find("acme", NOW)
    fresh.keep("third", answer("third"), fresh.begin())
    assert [True, False, True] == [fresh.find(key, NOW) is not None for key in ("acme", "other", "third")]


async def looked(service: Running) -> None:
    """Wait until the process has looked since now."""
    context: Context = service.app.state.context
    begun = context.fresh.begin()
    for _ in range(1000):
        if context.fresh.is_fresh and context.fresh.begin()[0] >= begun[0] + 2:
            return
        await asyncio.sleep(0.02)
    raise AssertionError


@pytest.fixture
async def other(service: Running, seeded_url: str) -> AsyncIterator[Running]:
    """Another process on the same database."""
    async with running(seeded_url) as second:
        assert second.pool is not service.pool
        yield second


def nobody_connects(*_: object, **__: object) -> NoReturn:
    """Stand in for the pool: whoever asks it for a connection fails."""
    raise AssertionError


async def remembered(service: Running, path: str, **arguments: Any) -> httpx.Response:  # noqa: ANN401 — as httpx has it
    """Poll until it is answered from memory, where no request gets an id; returns that answer.

    The first answer need not be kept: a look that tells of its list may come while it is read.
    """
    context: Context = service.app.state.context
    for _ in range(1000):
        await service.reader.get(path, **arguments)
        with pytest.MonkeyPatch.context() as patch:
            for pool in ("pool", "feeds"):
                patch.setattr(context, pool, type("Closed", (), {"acquire": nobody_connects})())
            answer = await service.reader.get(path, **arguments)
        if "X-Request-Id" not in answer.headers:
            return answer
        await asyncio.sleep(0.01)
    raise AssertionError


@pytest.mark.parametrize("form", ["feed.atom", "feed.json", "calendar.ics"])
async def test_a_poll_does_not_touch_the_database(service: Running, form: str) -> None:
    """A known form of a public list is answered from memory, in full or as 304, without a connection."""
    full = await remembered(service, f"/lists/acme/{form}")
    assert (200, full.content) == (full.status_code, (await service.reader.get(f"/lists/acme/{form}")).content)
    known = await remembered(service, f"/lists/acme/{form}", headers={"If-None-Match": full.headers["ETag"]})
    assert (304, b"") == (known.status_code, known.content)


async def test_a_poll_of_a_feed_that_gave_way_does_not_touch_the_database(service: Running) -> None:
    """Of a document that is too much to keep the validators stay: 304 needs no connection, the document needs one."""
    context: Context = service.app.state.context
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "shelf", Shelf(most_bytes=1))
        tag = (await service.reader.get(FEED)).headers["ETag"]
        await service.reader.get("/lists/acme/feed.json")
        assert 0 == len(context.shelf.kept)
        known = await remembered(service, FEED, headers={"If-None-Match": tag})
        counted = context.polls.memory_unchanged
        assert (304, tag, True) == (known.status_code, known.headers["ETag"], counted > 0)
        other = await service.reader.get(FEED, headers={"If-None-Match": '"other"'})
        assert (200, tag, counted) == (other.status_code, other.headers["ETag"], context.polls.memory_unchanged)


async def test_whoever_asks_is_answered_about_a_public_list(service: Running) -> None:
    """Requests with ever other credentials are one poll, and leave the memory of others alone."""
    for number in range(3):
        assert 200 == (await remembered(service, FEED, auth=("any", f"guess {number}"))).status_code
    context: Context = service.app.state.context
    assert 1 == len(context.fresh)


async def test_a_private_list_is_answered_to_its_readers_alone(service: Running) -> None:
    """Memory serves the holder of a token under both addresses, and a stranger still has to say who it is."""
    token = (await service.token()).secret
    assert 200 == (await remembered(service, f"/s/{token}/feed.atom")).status_code
    assert 200 == (await remembered(service, "/lists/closed/feed.atom", auth=("any", token))).status_code
    assert 401 == (await service.reader.get("/lists/closed/feed.atom")).status_code
    assert 401 == (await service.reader.get("/lists/closed/feed.atom", auth=("any", f"{token}x"))).status_code


async def test_the_process_that_wrote_serves_it_at_once(service: Running) -> None:
    """Whoever is told that a change is made reads it in the feed with the next request."""
    for number in range(5):
        before = await remembered(service, FEED)
        await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement(f"Purpose {number}"))
        after = await service.reader.get(FEED, headers={"If-None-Match": before.headers["ETag"]})
        assert (200, f"Purpose {number}" in after.text) == (after.status_code, True)


async def within_a_second(service: Running, path: str, status: int, **arguments: Any) -> None:  # noqa: ANN401 — as above
    """Poll until the answer has a status: whoever asks a second from now has it, however long an answer takes."""
    begun = asked_at = time.monotonic()
    while (await service.reader.get(path, **arguments)).status_code != status:
        assert asked_at - begun < LIMIT
        await asyncio.sleep(0.01)
        asked_at = time.monotonic()


async def test_other_processes_serve_it_within_a_second(service: Running, other: Running) -> None:
    """What one process wrote, another one's memory forgets in less than a second: news, a token, and who may read."""
    token = await service.token()
    private = f"/s/{token.secret}/feed.atom"
    tag = (await remembered(other, FEED)).headers["ETag"]
    await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Another purpose"))
    await within_a_second(other, FEED, 200, headers={"If-None-Match": tag})
    await remembered(other, private)
    async with service.pool.acquire() as conn:
        assert await revoke(conn, token.id)
    await within_a_second(other, private, 410)
    await remembered(other, FEED)
    await service.put("controllers/acme", factories.controller(visibility="private"))
    await within_a_second(other, FEED, 401)


async def test_a_writer_that_began_early_and_commits_late_is_seen(service: Running, seeded_url: str) -> None:
    """A look meets what committed after it, though the transaction had begun long before."""
    pool = await open_pool(seeded_url)
    async with pool.acquire() as writer, pool.acquire() as reader:
        early = writer.transaction()
        await early.start()
        await touches.touch(writer, ["early"])
        start = await touches.look(reader, None)
        await service.put("controllers/late", factories.controller("Late"))
        middle = await touches.look(reader, start.seen)
        await early.commit()
        end = await touches.look(reader, middle.seen)
    await pool.close()
    assert ("late",) == middle.controllers
    assert ("early",) == end.controllers


async def test_a_transaction_that_goes_on_makes_no_look_forget_again(service: Running, seeded_url: str) -> None:
    """What a look told of the next ones do not, though a transaction that began before is still under way.

    It may be that of another program in another database of the same server, and last for hours.
    """
    pool = await open_pool(seeded_url)
    async with pool.acquire() as other, pool.acquire() as reader, other.transaction():
        await touches.touch(other, ["early"])
        start = await touches.look(reader, None)
        await service.put("controllers/late", factories.controller("Late"))
        first = await touches.look(reader, start.seen)
        second = await touches.look(reader, first.seen)
    await pool.close()
    assert [("late",), ()] == [first.controllers, second.controllers]


async def test_no_reader_is_told_of_a_state_that_ended_before_its_second(service: Running, other: Running) -> None:
    """Under a stream of changes, here and next to the service, no poll misses what was acknowledged a second before."""
    acknowledged: list[tuple[float, str]] = []
    done = asyncio.Event()

    async def write(number: int) -> None:
        if number % 2:
            await publish_elsewhere(service, 1, controller="acme")
        else:
            await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement(f"Purpose {number}"))
        moment = time.monotonic()
        async with service.pool.acquire() as conn:
            newest = await conn.fetchval("SELECT id FROM notice WHERE controller = 'acme' ORDER BY number DESC LIMIT 1")
        acknowledged.append((moment, newest.urn))

    async def poll(reader: httpx.AsyncClient, chance: random.Random) -> list[str]:
        seen: list[str] = []
        tag, is_last = "", False
        while not is_last:
            is_last = done.is_set()
            asked_at = time.monotonic()
            due = [notice for moment, notice in acknowledged if moment < asked_at - LIMIT]
            answered = await reader.get(FEED, headers={"If-None-Match": tag})
            if answered.status_code == 200:
                tag = answered.headers["ETag"]
                news = [entry.id for entry in feedparser.parse(answered.content).entries]
                seen += [notice for notice in reversed(news) if notice not in seen]
            assert set(due) <= set(seen)
            await asyncio.sleep(chance.random() / 10)
        return seen

    pollers = [
        asyncio.create_task(poll(reader, random.Random(number)))  # noqa: S311 — the same each time, not a secret
        for number, reader in enumerate([service.reader, other.reader] * 3)
    ]
    for number in range(40):
        await write(number)
        await asyncio.sleep(0.05)
    await asyncio.sleep(LIMIT + 0.3)
    done.set()
    orders = await asyncio.gather(*pollers)
    wanted = [urn for _, urn in acknowledged]
    assert all(wanted == [urn for urn in order if urn in set(wanted)] for order in orders)
    assert all(len(set(order)) == len(order) for order in orders)


async def test_while_the_database_is_away_nothing_old_is_told(service: Running) -> None:
    """Memory goes stale by itself when nobody can look any more."""
    await remembered(service, FEED)
    context: Context = service.app.state.context
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context.fresh, "looked", lambda *_: None)
        await asyncio.sleep(LIMIT + 0.1)
        assert not context.fresh.is_fresh
        assert context.fresh.find(FEED, time.time()) is None


@pytest.mark.parametrize("form", ["feed.atom", "feed.json", "calendar.ics"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
async def test_memory_answers_as_the_handler_does(
    service: Running, monkeypatch: pytest.MonkeyPatch, form: str, method: str, encoding: str
) -> None:
    """Status, fields and bytes are the same, whether a request was answered before the framework or by it.

    But for the id that the framework gives a request.
    """
    path, headers = f"/lists/acme/{form}", {"Accept-Encoding": encoding}
    context: Context = service.app.state.context
    memory = context.fresh
    monkeypatch.setattr("service.web.memory.freshness.LIMIT", 600.0)  # however slow the looks are
    # A feed has no Last-Modified until the second of its last notice is over.
    while "Last-Modified" not in (await service.reader.get(path)).headers:  # noqa: ASYNC110 — nobody tells
        await asyncio.sleep(0.05)
    await remembered(service, path, headers=headers)
    for more in ({}, {"If-None-Match": (await service.reader.get(path, headers=headers)).headers["ETag"]}):
        answers = []
        for fresh in (memory, Freshness()):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(context, "fresh", fresh)
                request = service.reader.build_request(method, path, headers=headers | more)
                answer = await service.reader.send(request, stream=True)
                raw = b"".join([part async for part in answer.aiter_raw()])
                assert (answer.headers.pop("X-Request-Id", None) is None) == (fresh is memory)
                answers.append((answer.status_code, dict(answer.headers), raw))
        assert answers[0] == answers[1]


async def test_what_is_read_of_another_server_does_not_outlive_the_look_that_meets_it(database_url: str) -> None:
    """A read of a server that no look has met yet leaves it to the look to meet it, and to forget what was read.

    It may have been touched since under a number of a transaction that the look at the lost server has passed.
    """
    pool = await open_pool(database_url, max_size=1)
    context = Context(
        pool=pool, feeds=pool, law=load_law(), public_url="http://testserver", server="the one that is lost"
    )
    try:
        server = await context.read(pool, touches.server)
        context.shelf.keep("acme", "feed.atom", DOCUMENT)
        context.meet(server)
        assert context.shelf.find("acme", "feed.atom", 1) is None
        context.shelf.keep("acme", "feed.atom", DOCUMENT)
        await context.read(pool, touches.server)
        context.meet(server)
        assert context.shelf.find("acme", "feed.atom", 1) is DOCUMENT
    finally:
        await pool.close()


async def test_what_is_read_of_a_server_is_forgotten_where_a_look_meets_another_meanwhile(database_url: str) -> None:
    """What a lost server had still said is sent to who waited, and is not taken for what the new one numbers alike."""
    pool = await open_pool(database_url, max_size=1)
    context = Context(pool=pool, feeds=pool, law=load_law(), public_url="http://testserver")

    async def work(_: Connection) -> None:
        context.meet("another one")
        context.shelf.keep("acme", "feed.atom", DOCUMENT)

    try:
        context.meet(await context.read(pool, touches.server))
        await context.read(pool, work)
        assert context.shelf.find("acme", "feed.atom", 1) is None
    finally:
        await pool.close()
