"""What readers are told where a replica answers for the primary: while it follows, lags, is lost, is promoted."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from service.database.migrations import migrate
from service.store import touches
from service.web.context import Context
from service.web.memory.replica import Replica
from tests import factories
from tests.database.streaming import Server, streaming
from tests.web.running import Running, in_days, running
from tests.web.test_freshness import looked
from tests.web.test_limits import without_memory
from tests.web.test_metrics import until, value

FEED, PAGE = "/lists/acme/feed.atom", "/lists/acme"
Pair = tuple[Server, Server]


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    """A primary that has the schema, and its replica."""
    async with streaming() as servers:
        await migrate(servers[0].url)
        yield servers


@pytest.fixture
async def service(pair: Pair) -> AsyncIterator[Running]:
    """A service on both, with two lists, that has looked since they were written."""
    primary, replica = pair
    async with running(primary.url, replica_url=replica.url) as service:
        await service.seed()
        await caught_up(service, replica)
        yield service


def context_of(service: Running) -> Context:
    """What the handlers share."""
    context: Context = service.app.state.context
    return context


def replica_of(service: Running) -> Replica:
    """The replica as the service uses it."""
    replica = context_of(service).replica
    assert replica is not None
    return replica


async def caught_up(service: Running, replica: Server) -> None:
    """Wait until the service looked again, and the replica has all that it saw then."""
    await looked(service)
    position = context_of(service).fresh.position
    assert position is not None
    await replica.until(f"SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn")


async def read_of_replica(service: Running, replica: Server, path: str) -> bytes:
    """What a reader gets when it comes from the replica: not while that has still to replay what the server does."""
    for _ in range(100):
        await caught_up(service, replica)
        reads = replica_of(service).reads
        without_memory(service)
        answer = await service.reader.get(path)
        assert answer.status_code == 200
        if replica_of(service).reads == reads + 1:
            return answer.content
    raise AssertionError


async def test_what_readers_ask_for_comes_from_the_replica(service: Running, pair: Pair) -> None:
    """Pages and feeds are read of the replica, and are what the primary has; what was known at a moment is not."""
    pages = (PAGE, FEED, "/lists/acme/calendar.ics")
    found = [await read_of_replica(service, pair[1], path) for path in pages]
    reads = replica_of(service).reads
    assert (await service.reader.get(f"{PAGE}?known_at={datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}")).status_code == 200
    assert replica_of(service).reads == reads
    async with running(pair[0].url) as without:
        assert found == [(await without.reader.get(path)).content for path in pages]


async def test_a_writer_reads_what_it_wrote(service: Running) -> None:
    """Right after a write its process asks the primary, whatever the replica has by then."""
    for number in range(20):
        await service.put("controllers/acme", factories.controller(f"Acme {number}"))
        assert f"Acme {number}" in (await service.reader.get(PAGE)).text


async def test_a_replica_that_lags_is_not_read(service: Running, pair: Pair) -> None:
    """While the replica has not replayed what was committed, the primary answers; when it has, it answers again."""
    _, replica = pair
    await replica.ask("SELECT pg_wal_replay_pause()")
    await service.put(
        "subprocessors/cloudflare", factories.subprocessor("Cloudflare Renamed"), effective_on=str(in_days(40))
    )
    first = await service.reader.get(FEED)
    await looked(service)
    second = await service.reader.get(PAGE)
    while not replica_of(service).behind:  # it is asked while the last look is fresh
        second = await service.reader.get(PAGE)
    behind = replica_of(service).behind
    assert b"Cloudflare Renamed" in second.content
    await until(service.reader, lambda found: value(found, "replica_lag_bytes") == behind)
    assert b"Renamed" in first.content
    await replica.ask("SELECT pg_wal_replay_resume()")
    assert b"Cloudflare Renamed" in await read_of_replica(service, replica, PAGE)


async def test_a_replica_that_is_lost_is_not_missed(
    service: Running, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers are answered while the replica is gone, and it is read again some time after it came back."""
    monkeypatch.setattr("service.web.memory.replica.SHUNNED", 0.1)
    _, replica = pair
    await read_of_replica(service, replica, PAGE)
    await replica.stop()
    while replica_of(service).behind is not None:  # it is asked while the last look is fresh
        assert (await service.reader.get(PAGE)).status_code == 200
    await until(service.reader, lambda found: value(found, "replica_away") == 1)
    await replica.start()
    await read_of_replica(service, replica, PAGE)
    reads = replica_of(service).reads
    found = await until(service.reader, lambda found: value(found, "replica_reads_total") == reads)
    assert value(found, "replica_away") == 0


async def test_a_replica_that_was_promoted_is_one_no_more(service: Running, pair: Pair) -> None:
    """What was promoted beside a primary that lives on is not read: it goes its own way."""
    _, replica = pair
    await replica.ask("SELECT pg_promote()")
    assert (await service.reader.get(PAGE)).status_code == 200
    assert replica_of(service).behind is None


async def test_a_service_starts_without_its_replica(pair: Pair) -> None:
    """A replica that is away when the service starts keeps nobody waiting."""
    primary, replica = pair
    await replica.stop()
    async with running(primary.url, replica_url=replica.url) as service:
        await service.seed()
        await looked(service)
        assert (await service.reader.get(FEED)).status_code == 200


def either(primary: Server, replica: Server) -> str:
    """The address of whichever of the two is the primary."""
    url = primary.url.replace("host=", f"host={replica.directory},", 1)
    return url.replace(f"port={primary.port}", f"port={replica.port},{primary.port}") + "&target_session_attrs=primary"


async def test_the_service_goes_on_with_the_one_that_was_promoted(pair: Pair) -> None:
    """When the primary is lost, the same process serves and writes at the replica that took over.

    What had not reached that one is gone, and nothing that memory knew of it is told any more, not even under the same
    revision of the feed.
    """
    primary, replica = pair
    async with running(either(primary, replica), replica_url=replica.url) as service:
        await service.seed()
        await caught_up(service, replica)
        await replica.ask("ALTER SYSTEM SET primary_conninfo = ''")
        await replica.ask("SELECT pg_reload_conf()")
        await replica.until("SELECT NOT EXISTS (SELECT FROM pg_stat_wal_receiver)")
        await service.put("subprocessors/cloudflare", factories.subprocessor("Lost"), effective_on=str(in_days(40)))
        assert "Lost" in (await service.reader.get(FEED)).text
        await primary.stop()
        await replica.ask("SELECT pg_promote()")
        await recovered(service)
        await service.put("subprocessors/cloudflare", factories.subprocessor("Kept"), effective_on=str(in_days(40)))
        told = (await service.reader.get(FEED)).text
    assert "Kept" in told
    assert "Lost" not in told


async def test_a_replica_that_lets_nobody_in_is_not_missed(pair: Pair) -> None:
    """Where the replica refuses the role, or has no such database, the primary answers, as where it is gone."""
    primary, replica = pair
    for url in (replica.url.replace("postgres@", "stranger@"), replica.url.replace("/register?", "/other?")):
        async with running(primary.url, replica_url=url) as service:
            await service.seed()
            await caught_up(service, replica)
            assert [(await service.reader.get(path)).status_code for path in (PAGE, FEED)] == [200, 200]
            assert replica_of(service).reads == 0


async def recovered(service: Running) -> None:
    """Wait until the service is ready again."""
    for _ in range(200):
        if (await service.reader.get("/health/ready")).status_code == 200:
            return
        await asyncio.sleep(0.1)
    raise AssertionError


async def test_a_look_at_a_standby_misses_nothing(pair: Pair) -> None:
    """A transaction that commits between two looks is told of by the second, whatever committed before the first."""
    primary, standby = pair
    await standby.until("SELECT to_regclass('public.touch') IS NOT NULL")
    async with (
        running(primary.url) as service,
        running(standby.url) as elsewhere,
        service.pool.acquire() as writer,
        elsewhere.pool.acquire() as reader,
    ):
        async with writer.transaction():
            await touches.touch(writer, ["early"])
            await service.put("controllers/late", factories.controller("Late"))
            await standby.until("SELECT EXISTS (SELECT FROM touch)")
            start = await touches.look(reader, None)
        await standby.until("SELECT count(*) = 2 FROM touch")
        found = await touches.look(reader, start.seen)
    assert "early" in found.controllers


async def test_a_service_on_a_standby_is_not_ready(pair: Pair) -> None:
    """Every write fails there, and ready says so; it is ready on the primary, and where the standby was promoted."""
    primary, standby = pair
    await standby.until("SELECT to_regclass('public.change') IS NOT NULL")
    async with running(primary.url) as service, running(standby.url) as elsewhere:
        assert 200 == (await service.reader.get("/health/ready")).status_code
        answer = await elsewhere.reader.get("/health/ready")
        assert 503 == answer.status_code
        assert "SUBREG_DATABASE_URL is read-only" in answer.json()["detail"]
        await standby.ask("SELECT pg_promote()")
        assert 200 == (await elsewhere.reader.get("/health/ready")).status_code


async def test_a_service_on_a_database_made_read_only_is_not_ready(pair: Pair) -> None:
    """A primary may be told to take no writes too (`default_transaction_read_only`)."""
    primary, _ = pair
    await primary.ask("ALTER DATABASE register SET default_transaction_read_only = on")
    async with running(primary.url) as service:
        answer = await service.reader.get("/health/ready")
        assert (503, True) == (answer.status_code, "is read-only" in answer.json()["detail"])
