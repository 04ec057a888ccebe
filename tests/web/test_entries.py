"""Entries of feeds are made once: of a feed that has news only these are read and made."""

import pytest

from service.store import notices
from service.web.memory.shelf import Entries
from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running


def test_entries_are_found_by_list_form_and_number() -> None:
    """What is kept of one list or form says nothing of another, and what is not kept is left out."""
    entries = Entries()
    entries.keep("acme", "feed.atom", {1: b"one", 2: b"two"})
    assert {1: b"one", 2: b"two"} == entries.known("acme", "feed.atom", range(1, 4))
    assert {} == entries.known("acme", "feed.json", range(1, 4)) == entries.known("other", "feed.atom", range(1, 4))


def test_memory_of_entries_is_bounded() -> None:
    """The longest unused give way; one that is larger than all there is room for is not kept, and drives none out."""
    entries = Entries(most_bytes=10)
    entries.keep("acme", "feed.atom", {1: b"1234", 2: b"1234"})
    entries.known("acme", "feed.atom", range(1, 2))
    entries.keep("acme", "feed.atom", {3: b"1234"})
    assert {1, 3} == entries.known("acme", "feed.atom", range(1, 4)).keys()
    entries.keep("acme", "feed.atom", {4: b"12345678901"})
    assert {1, 3} == entries.known("acme", "feed.atom", range(1, 5)).keys()


@pytest.mark.parametrize("form", ["feed.atom", "feed.json"])
async def test_of_a_feed_with_news_only_the_news_is_made(
    service: Running, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a change one notice is read, and the document is the one that is made of all."""
    read: list[int] = []
    between = notices.between

    async def counted(conn: object, controller: str, first: int, last: int) -> object:
        read.extend(range(first, last + 1))
        return await between(conn, controller, first, last)  # type: ignore[arg-type]  # handed on as it came

    for number in range(4):
        await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement(f"Purpose {number}"))
    monkeypatch.setattr(notices, "between", counted)
    await service.reader.get(f"/lists/acme/{form}")
    assert [1, 2, 3, 4] == read
    read.clear()
    await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Another"))
    answer = await service.reader.get(f"/lists/acme/{form}")
    assert [5] == read
    service.app.state.context.entries = Entries()
    service.app.state.context.shelf = type(service.app.state.context.shelf)()
    assert answer.content == (await service.reader.get(f"/lists/acme/{form}")).content


def test_what_is_taken_back_is_made_anew() -> None:
    """What a notice has is made once for each of the later notices that take something of it back."""
    entries = Entries()

    def once(number: int, taken_back_by: str, what: bytes) -> bytes:
        return entries.once("acme", "calendar.ics", number, taken_back_by, lambda: what)

    assert b"planned" == once(1, "", b"planned") == once(1, "", b"again")
    assert b"cancelled" == once(1, "2", b"cancelled") == once(1, "2", b"again")
    assert b"other" == once(2, "", b"other")


async def test_a_calendar_made_of_what_is_kept_is_that_made_of_all(service: Running) -> None:
    """After news, and after a plan is withdrawn, the bytes are those of a process that keeps nothing."""
    path, context = "/lists/acme/calendar.ics", service.app.state.context
    plan = await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Planned"))
    announced = await service.reader.get(path)
    change = f"/v1/changes/{plan.headers['Subreg-Change']}/withdrawal"
    (await service.staff.post(change, json={"reason": "Not now."})).raise_for_status()
    await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Another"))
    answer = await service.reader.get(path)
    assert (b"CANCELLED" in announced.content, b"CANCELLED" in answer.content) == (False, True)
    context.entries, context.shelf = Entries(), type(context.shelf)()
    assert answer.content == (await service.reader.get(path)).content
