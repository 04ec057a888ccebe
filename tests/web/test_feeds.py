"""The feed as a reader polls it."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import feedparser
import httpx
import pytest
import pytest_asyncio

from tests import factories
from tests.web.running import ACME_CLOUDFLARE, BASE, Running, fields_of, in_days, running

FEED = "/lists/acme/feed.atom"


async def tell(service: Running) -> None:
    """Publish three notices to the public list, the last of them a minute ago."""
    path = ACME_CLOUDFLARE.removeprefix("/v1/")
    await service.put(path, factories.engagement("Advertising"))
    await service.put(path, factories.engagement("Sports"), notice="waived", reason="an outage")
    await service.put("subprocessors/cloudflare", factories.subprocessor(locations=[factories.location("IN")]))
    # Each notice moves the date of the feed by a second at least; nobody is told of a date that is still to come.
    await service.pool.execute("UPDATE feed SET modified = modified - interval '1 minute'")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def told_to_all(service_of_module: Running) -> None:
    """The three notices in the feed that those who only read share."""
    await tell(service_of_module)


@pytest.fixture
async def feed(service: Running) -> Running:
    """A service of one's own whose public list has had the three notices."""
    await tell(service)
    return service


async def dated(service: Running) -> httpx.Response:
    """The feed once its second has come: until then it says no Last-Modified."""
    for _ in range(30):
        answer = await service.reader.get(FEED)
        if "Last-Modified" in answer.headers:
            return answer
        await asyncio.sleep(0.1)
    raise AssertionError(answer.headers)


def parsed(answer: httpx.Response) -> Any:  # noqa: ANN401 — feedparser's own dictionary
    """The feed as feedparser reads it, without a complaint."""
    found = feedparser.parse(answer.content, response_headers=dict(answer.headers))
    assert not found.bozo, found.get("bozo_exception")
    return found


async def test_headers_of_a_feed(shared: Running) -> None:
    """A feed is Atom in UTF-8 that anybody may keep for a minute, with a strong tag and the moment it changed."""
    answer = await shared.reader.get(FEED, headers={"Accept-Encoding": "identity"})
    assert (200, "application/atom+xml; charset=utf-8") == (answer.status_code, answer.headers["Content-Type"])
    assert "public, max-age=60, must-revalidate" == answer.headers["Cache-Control"]
    assert answer.headers["ETag"].startswith('"')
    assert parsedate_to_datetime(answer.headers["Last-Modified"]) <= datetime.now(UTC)
    assert "nosniff" == answer.headers["X-Content-Type-Options"]
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert str(len(answer.content)) == answer.headers["Content-Length"]


async def test_feed_is_read_without_complaint(shared: Running) -> None:
    """A common parser takes the feed: newest first, ids apart, published rising, and it names itself and its page."""
    found = parsed(await shared.reader.get(FEED))
    assert ("Sub-processors of Acme", "Registrar AS") == (found.feed.title, found.feed.author)
    assert 3 == len({entry.id for entry in found.entries}) == len(found.entries)
    assert all(entry.id.startswith("urn:uuid:") for entry in found.entries)
    published = [entry.published for entry in found.entries]
    assert sorted(published, reverse=True) == published
    assert published[0] == found.feed.updated
    assert {"self": f"{BASE}{FEED}", "alternate": f"{BASE}/lists/acme"} == {
        link.rel: link.href for link in found.feed.links
    }
    assert "IN" in found.entries[0].content[0].value
    assert str(in_days(30).year) in found.entries[0].title


async def test_entries_lead_to_the_page(shared: Running) -> None:
    """The link of each entry leads to the page of the list, and there to its place."""
    for entry in parsed(await shared.reader.get(FEED)).entries:
        address, _, anchor = entry.link.partition("#")
        page = (await shared.reader.get(address, headers={"Accept": "text/html"})).text
        assert (True, True) == (address.startswith(f"{BASE}/lists/acme?"), f'id="{anchor}"' in page)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '{} , "other"', "*", '"a,b", {}'])
async def test_tag_that_is_known_is_304(shared: Running, form: str) -> None:
    """If-None-Match with the tag, weak or strong, alone or in a list, is answered 304 with the headers and no body."""
    full = await shared.reader.get(FEED)
    answer = await shared.reader.get(FEED, headers={"If-None-Match": form.format(full.headers["ETag"])})
    assert (304, b"") == (answer.status_code, answer.content)
    for name in ("ETag", "Cache-Control", "Vary", "Last-Modified"):
        assert full.headers[name] == answer.headers[name]
    assert "Content-Type" not in answer.headers


@pytest.mark.parametrize("tag", ['"other"', 'W/"other"', "", "no tag", '"other", "another"'])
async def test_tag_that_is_not_known_is_200(shared: Running, tag: str) -> None:
    """Another tag gets the feed, also where If-Modified-Since alone would not: If-None-Match wins."""
    full = await shared.reader.get(FEED)
    headers = {"If-None-Match": tag, "If-Modified-Since": full.headers["Last-Modified"]}
    answer = await shared.reader.get(FEED, headers=headers)
    assert (200, full.content) == (answer.status_code, answer.content)


async def test_two_tag_headers_are_one_list(shared: Running) -> None:
    """A reader may send the tags that it knows in several fields of one name."""
    tag = (await shared.reader.get(FEED)).headers["ETag"]
    answer = await shared.reader.get(FEED, headers=[("If-None-Match", '"other"'), ("If-None-Match", tag)])
    assert 304 == answer.status_code


async def test_modified_since(shared: Running) -> None:
    """If-Modified-Since of the feed's own date or later is 304; an earlier one, or no date, is 200."""
    full = await shared.reader.get(FEED)
    modified = parsedate_to_datetime(full.headers["Last-Modified"])
    expected = {-3600: 200, -1: 200, 0: 304, 1: 304}
    answers = {}
    for seconds in expected:
        since = format_datetime(modified + timedelta(seconds=seconds), usegmt=True)
        answers[seconds] = (await shared.reader.get(FEED, headers={"If-Modified-Since": since})).status_code
    assert expected == answers
    for text in ("yesterday", "", "0", str(modified)):
        assert 200 == (await shared.reader.get(FEED, headers={"If-Modified-Since": text})).status_code


@pytest.mark.parametrize("headers", [{}, {"If-None-Match": "*"}])
async def test_head_has_the_headers_of_get(shared: Running, headers: dict[str, str]) -> None:
    """HEAD is GET without the body, conditions included."""
    await dated(shared)
    get, head = [await shared.reader.request(method, FEED, headers=headers) for method in ("GET", "HEAD")]
    assert (get.status_code, b"", fields_of(get)) == (head.status_code, head.content, fields_of(head))


async def test_publication_changes_tag_and_date(feed: Running) -> None:
    """A notice changes the bytes, the tag and the date of its own list, and of no other."""
    token = (await feed.token()).secret
    old, other = await feed.reader.get(FEED), await feed.reader.get(f"/s/{token}/feed.atom")
    await feed.engage("acme", "cloudflare", purpose="Silent")
    assert old.headers["ETag"] == (await feed.reader.get(FEED)).headers["ETag"]
    await feed.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Told"))
    new = await dated(feed)
    assert old.headers["ETag"] != new.headers["ETag"]
    modified = [parsedate_to_datetime(answer.headers["Last-Modified"]) for answer in (old, new)]
    assert modified[0] < modified[1]
    assert other.content == (await feed.reader.get(f"/s/{token}/feed.atom")).content


async def test_entries_never_change(feed: Running) -> None:
    """What was published stays as it was, byte for byte, under later notices: the feed only grows."""
    before = parsed(await feed.reader.get(FEED)).entries
    await feed.staff.delete(ACME_CLOUDFLARE)
    await feed.put("controllers/acme", factories.controller("Another name"))
    after = parsed(await feed.reader.get(FEED)).entries
    assert before == after[-len(before) :]
    assert len(before) < len(after)


async def test_feed_is_the_same_after_a_restart(feed: Running, seeded_url: str) -> None:
    """Another process gives the same bytes under the same tag and date; another address changes no id."""
    before = await feed.reader.get(FEED)
    async with running(seeded_url) as again:
        after = await again.reader.get(FEED)
        assert before.content == after.content
        assert [before.headers[name] for name in ("ETag", "Last-Modified")] == [
            after.headers[name] for name in ("ETag", "Last-Modified")
        ]
    async with running(seeded_url, public_url="https://moved.example") as moved:
        assert [entry.id for entry in parsed(before).entries] == [
            entry.id for entry in parsed(await moved.reader.get(FEED)).entries
        ]


async def test_other_process_shows_a_notice_at_once(feed: Running, seeded_url: str) -> None:
    """A process that has the feed in memory gives the new one after another process has written."""
    async with running(seeded_url) as other:
        old = (await other.reader.get(FEED)).headers["ETag"]
        await feed.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Told"))
        answer = await other.reader.get(FEED, headers={"If-None-Match": old})
        assert 200 == answer.status_code
        assert (await feed.reader.get(FEED)).content == answer.content


async def test_list_without_notices_has_a_feed(service: Running) -> None:
    """A list that nobody was told of yet has a feed without entries, which is valid."""
    await service.put("controllers/new", factories.controller("New"))
    answer = await service.reader.get("/lists/new/feed.atom")
    assert (200, []) == (answer.status_code, parsed(answer).entries)


async def test_list_and_feed_are_never_apart(service: Running) -> None:
    """While writes go on, a reader never sees a list without its notice, or a notice without its list."""
    path = ACME_CLOUDFLARE.removeprefix("/v1/")

    async def write() -> None:
        for number in range(8):
            await service.put(path, factories.engagement(f"Purpose {number}"), notice="waived", reason="a test")

    writing = asyncio.create_task(write())
    while not writing.done():
        before = len(parsed(await service.reader.get(FEED)).entries)
        shown = (await service.reader.get("/lists/acme", headers={"Accept": "application/json"})).json()
        after = len(parsed(await service.reader.get(FEED)).entries)
        purpose = shown["items"][0]["purpose"]
        told = 0 if purpose == "Content delivery" else int(purpose.split()[1]) + 1
        assert before <= told <= after
    await writing
