"""What readers and writers are told while the database is away."""

import asyncio
from collections.abc import AsyncIterator, Callable
from time import monotonic, time

import pytest

from service.web.context import Context
from service.web.memory.freshness import AWAY
from service.web.memory.shelf import Shelf
from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running, all_lent, bearer, in_days, running
from tests.web.test_archives import publish
from tests.web.test_freshness import remembered
from tests.web.test_lists import password
from tests.web.wires import SILENCE, Wire


@pytest.fixture
async def wire(database_url: str) -> AsyncIterator[Wire]:
    """A wire to a database of one's own, not joined yet."""
    wire = Wire(database_url)
    yield wire
    await wire.cut()


@pytest.fixture
async def service(wire: Wire) -> AsyncIterator[Running]:
    """A service at the near end of the wire, with two lists."""
    async with running(await wire.join()) as service:
        await service.seed()
        yield service


async def test_outage_is_503_and_passes(service: Running, wire: Wire) -> None:
    """While the database is away every route says 503 and when to ask again; afterwards all is as it was."""
    tag = (await service.reader.get("/lists/acme/feed.atom")).headers["ETag"]
    await wire.cut()
    paths = ["/health/ready", "/v1/controllers", "/v1/controllers/acme/findings", "/lists/acme", "/s/any/feed.atom"]
    for path in paths:
        answer = await service.staff.get(path)
        assert (503, "urn:subreg:problem:unavailable") == (answer.status_code, answer.json()["type"]), path
        assert "5" == answer.headers["Retry-After"]
    answer = await service.staff.put("/v1/controllers/acme", json=factories.controller("New"))
    assert 503 == answer.status_code
    assert {"status": "live"} == (await service.reader.get("/health/live")).json()
    await wire.join()
    assert {"status": "ready"} == (await service.reader.get("/health/ready")).json()
    assert "Acme" == (await service.get("controllers/acme"))["name"]
    assert tag == (await service.reader.get("/lists/acme/feed.atom")).headers["ETag"]


async def test_public_feeds_go_on_from_memory(service: Running, wire: Wire) -> None:
    """Readers of a public feed are served as before, in every form that was asked for; those of a private one not."""
    secret = (await service.token()).secret
    context: Context = service.app.state.context
    paths = ["/lists/acme/feed.atom", "/lists/acme/feed.json", "/lists/acme/calendar.ics"]
    before = {path: await remembered(service, path) for path in paths}
    assert 200 == (await remembered(service, f"/s/{secret}/feed.atom")).status_code
    await gone(service, wire)
    for path, old in before.items():
        answer = await service.reader.get(path)
        assert (200, old.headers["ETag"], old.content) == (answer.status_code, answer.headers["ETag"], answer.content)
        unchanged = await service.reader.get(path, headers={"If-None-Match": old.headers["ETag"]})
        assert (304, old.headers["ETag"]) == (unchanged.status_code, unchanged.headers["ETag"])
    assert 503 == (await service.reader.get(f"/s/{secret}/feed.atom")).status_code
    assert 503 == (await service.reader.get("/lists/acme")).status_code
    await wire.join()
    await until(lambda: not context.fresh.is_away)
    await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Another purpose"))
    assert before[paths[0]].headers["ETag"] != (await service.reader.get(paths[0])).headers["ETag"]


async def test_who_has_a_feed_whose_bytes_gave_way_is_told_so(
    service: Running, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its validators stay in memory, and say 304 while the database is away; who asks for the bytes gets 503."""
    monkeypatch.setattr(service.app.state.context, "shelf", Shelf(most_bytes=1))
    known = await service.reader.get("/lists/acme/feed.atom")
    has = {"If-None-Match": known.headers["ETag"]}
    await remembered(service, "/lists/acme/feed.atom", headers=has)
    await gone(service, wire)
    unchanged = await service.reader.get("/lists/acme/feed.atom", headers=has)
    assert (304, known.headers["ETag"]) == (unchanged.status_code, unchanged.headers["ETag"])
    for headers in ({}, {"If-None-Match": '"another"'}):
        assert 503 == (await service.reader.get("/lists/acme/feed.atom", headers=headers)).status_code


async def gone(service: Running, wire: Wire) -> None:
    """Cut the wire, and wait until the service counts the database as away and its answers as old."""
    context: Context = service.app.state.context
    await wire.cut()
    await until(lambda: context.fresh.is_away and not context.fresh.is_fresh)


def tomorrow() -> float:
    """The same time of the next day, in POSIX seconds."""
    return time() + 86_400


@pytest.mark.parametrize(("document", "status"), [({}, 200), ({"visibility": "private"}, 503)])
async def test_midnight_ends_no_feed(
    service: Running, wire: Wire, monkeypatch: pytest.MonkeyPatch, document: factories.Document, status: int
) -> None:
    """A feed does not depend on the day: memory goes on unless that day's readers are planned to be others."""
    await service.put("controllers/acme", factories.controller() | document, effective_on=str(in_days(1)))
    before = await remembered(service, "/lists/acme/feed.atom")
    await gone(service, wire)
    assert before.content == (await service.reader.get("/lists/acme/feed.atom")).content
    monkeypatch.setattr("service.web.feeds.time", tomorrow)
    answer = await service.reader.get("/lists/acme/feed.atom")
    assert (status, status == 200) == (answer.status_code, answer.content == before.content)


@pytest.mark.parametrize("given", [{}, bearer("any key"), password("any"), {"Authorization": ""}])
@pytest.mark.parametrize("seen", [{}, password("of another list")])
async def test_memory_serves_a_public_feed_to_whoever_asks(
    service: Running, wire: Wire, seen: dict[str, str], given: dict[str, str]
) -> None:
    """A public list asks for no credential, and one that comes all the same, then or now, changes nothing."""
    before = await remembered(service, "/lists/acme/feed.atom", headers=seen)
    await gone(service, wire)
    answer = await service.reader.get("/lists/acme/feed.atom", headers=given)
    assert (200, before.content) == (answer.status_code, answer.content)
    assert 503 == (await service.reader.get("/lists/acme/feed.json", headers=given)).status_code


async def test_the_archive_of_a_public_feed_goes_on_from_memory(service: Running, wire: Wire) -> None:
    """Whoever follows a feed back finds the pages that were asked for before, and no others."""
    await publish(service, 200, controller="acme")
    before = await remembered(service, "/lists/acme/archive/1.atom")
    assert 200 == before.status_code
    await gone(service, wire)
    assert before.content == (await service.reader.get("/lists/acme/archive/1.atom")).content
    assert 503 == (await service.reader.get("/lists/acme/archive/2.atom")).status_code


@pytest.mark.parametrize(("method", "path"), [("OPTIONS", "/lists/acme/feed.atom"), ("POST", "/v1/imports")])
async def test_nobody_without_a_key_switches_memory_off(service: Running, wire: Wire, method: str, path: str) -> None:
    """A request that writes nothing says nothing of the state of feeds."""
    context: Context = service.app.state.context
    await remembered(service, "/lists/acme/feed.atom")
    await wire.cut()
    await until(lambda: context.fresh.is_away)
    await service.reader.request(method, path)
    assert 200 == (await service.reader.get("/lists/acme/feed.atom")).status_code


async def test_memory_ends_after_a_quarter_of_an_hour(service: Running, wire: Wire) -> None:
    """Then a public feed is 503 too, and says when to ask again."""
    context: Context = service.app.state.context
    await remembered(service, "/lists/acme/feed.atom")
    await wire.cut()
    await until(lambda: context.fresh.is_away)
    context.fresh.looked(monotonic() - AWAY, ())
    answer = await service.reader.get("/lists/acme/feed.atom")
    assert (503, "5") == (answer.status_code, answer.headers["Retry-After"])


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


async def test_metrics_with_a_key_tell_that_the_database_is_away(wire: Wire) -> None:
    """A scrape that has a key is answered through an outage, without the figures of the register."""
    async with running(await wire.join()) as service:
        context: Context = service.app.state.context
        assert "subreg_register_lists " in (await service.staff.get("/metrics")).text
        await wire.cut()
        await until(lambda: context.fresh.is_away)
        answer = await service.staff.get("/metrics")
        assert 200 == answer.status_code
        assert "subreg_database_away 1.0" in answer.text
        assert "subreg_register_" not in answer.text
        await wire.join()
        await until(lambda: not context.fresh.is_away)
        assert "subreg_register_lists " in (await service.staff.get("/metrics")).text


async def test_what_ends_beside_the_requests_is_told(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A mistake that ends what runs beside the requests is told in the log at once, and requests are answered on."""

    async def mistaken(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr("service.app.look_for_ever", mistaken)
    async with running(database_url) as service:
        assert (await service.reader.get("/health/ready")).status_code == 200
        (told,) = [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert told.exc_info is not None
    assert isinstance(told.exc_info[1], LookupError)


async def test_a_silent_database_keeps_no_reader_waiting(service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public feed that memory has is answered before looks found the database away; all else waits for it."""
    monkeypatch.setattr("service.web.feeds.PATIENCE", 0.1)
    context: Context = service.app.state.context
    known = await remembered(service, "/lists/acme/feed.atom")
    async with all_lent(context.feeds):
        await until(lambda: not context.fresh.is_fresh)
        other = asyncio.create_task(service.reader.get("/lists/acme/feed.json"))
        assert known.content == (await service.reader.get("/lists/acme/feed.atom")).content
        assert not context.fresh.is_away
        assert not other.done()
    assert 200 == (await other).status_code


async def test_who_has_a_connection_to_a_silent_database_is_not_kept_either(
    service: Running, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits until a silent database takes note that a reader went on without it."""
    monkeypatch.setattr("service.web.feeds.PATIENCE", 0.1)
    context: Context = service.app.state.context
    known = await remembered(service, "/lists/acme/feed.atom")
    async with all_lent(context.feeds):  # so that each is open
        pass
    wire.flows.clear()
    await until(lambda: not context.fresh.is_fresh)
    polls = (service.reader.get("/lists/acme/feed.atom") for _ in range(context.feeds.get_max_size()))
    answers = await asyncio.gather(*polls)
    is_away = context.fresh.is_away
    wire.flows.set()
    assert {known.content} == {answer.content for answer in answers}
    assert not is_away


async def test_ready_does_not_wait_for_a_silent_database(
    service: Running, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that there was no answer, and is ready again when there is one."""
    monkeypatch.setattr("service.web.health._PATIENCE", 0.1)
    assert 200 == (await service.reader.get("/health/ready")).status_code
    wire.flows.clear()
    async with asyncio.timeout(SILENCE):
        answer = await service.reader.get("/health/ready")
    wire.flows.set()
    assert (503, True) == (answer.status_code, "the database gave no answer within" in answer.json()["detail"])
    monkeypatch.undo()
    assert 200 == (await service.reader.get("/health/ready")).status_code


async def test_who_memory_may_not_answer_any_more_is_waited_for(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write of this process while a reader waits leaves memory nothing to tell; the database is slow, not away."""
    monkeypatch.setattr("service.web.feeds.PATIENCE", 0.1)
    context: Context = service.app.state.context
    known = await remembered(service, "/lists/acme/feed.atom")
    async with all_lent(context.feeds):
        await until(lambda: not context.fresh.is_fresh)
        poll = asyncio.create_task(service.reader.get("/lists/acme/feed.atom"))
        await asyncio.sleep(0.01)
        context.fresh.wrote()
        await asyncio.sleep(0.3)
    assert (200, known.content) == ((await poll).status_code, (await poll).content)


@pytest.mark.parametrize(("error", "times"), [(TimeoutError, 1), (ConnectionResetError, 3)])
async def test_a_feed_is_waited_for_once(
    service: Running, monkeypatch: pytest.MonkeyPatch, error: type[Exception], times: int
) -> None:
    """A feed that memory has not is read again after a connection that was cut off, not after a wait in vain."""
    asked = list[str]()

    async def refused(*_: object) -> None:
        asked.append("a connection")
        raise error

    monkeypatch.setattr("service.web.feeds.admitted", refused)
    assert 503 == (await service.reader.get("/lists/acme/feed.atom")).status_code
    assert times == len(asked)
