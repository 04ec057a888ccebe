"""What reads feeds: each document that the tests meet is given to a parser or a schema of its form, once."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import httpx
import icalendar
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from service import urls
from service.feed.json_feed import VERSION

GRAMMAR = etree.RelaxNG(file=str(Path(__file__).parent / "atom.rng"))
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_seen: set[bytes] = set()


def read_atom(body: bytes) -> Any:  # noqa: ANN401 — feedparser has no types
    """Read a feed or a page of an archive, of which neither the schema of RFC 4287 nor feedparser complains."""
    GRAMMAR.assertValid(etree.fromstring(body))
    parsed = feedparser.parse(body)
    assert not parsed.bozo, parsed.get("bozo_exception")
    ids = [entry.id for entry in parsed.entries]
    assert len(set(ids)) == len(ids)
    return parsed


def read_json_feed(body: bytes) -> Any:  # noqa: ANN401 — JSON
    """Read a JSON feed, holding each member against https://www.jsonfeed.org/version/1.1/."""
    found = json.loads(body)
    assert VERSION == found["version"]
    texts = {"version", "title", "home_page_url", "feed_url", "language"}
    assert _only(found, {*texts, "authors", "items"})
    assert all(isinstance(found[name], str) for name in texts)
    assert all(_is_address(found[name]) for name in ("home_page_url", "feed_url"))
    assert all({"name"} == set(author) and author["name"] for author in found["authors"])
    ids = [_item(item)["id"] for item in found["items"]]
    assert len(set(ids)) == len(ids)
    return found


def read_calendar(body: bytes) -> list[icalendar.Event]:
    """Read the events of a calendar, of which icalendar does not complain and which it would write the same."""
    parsed = icalendar.Calendar.from_ical(body)
    assert ("2.0", "PUBLISH") == (parsed["VERSION"], parsed["METHOD"])
    events = list(parsed.events)
    assert not parsed.errors
    assert not any(event.errors for event in events)
    assert all({"UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS"} <= set(event) for event in events)
    assert len({event["UID"] for event in events}) == len(events)
    assert body == parsed.to_ical()
    assert max(map(len, body.split(b"\r\n"))) <= 75  # octets (RFC 5545 section 3.1)
    return events


READERS: dict[str, Callable[[bytes], Any]] = {
    urls.ATOM: read_atom,
    urls.JSON_FEED: read_json_feed,
    urls.CALENDAR: read_calendar,
}


def accept(response: httpx.Response) -> None:
    """Give a document that was sent in full to the reader of its form, unless it was read before."""
    read = READERS.get(response.headers.get("Content-Type", "").partition(";")[0])
    if read is None or response.status_code != httpx.codes.OK or not response.content:
        return
    digest = hashlib.sha256(response.content).digest()
    if digest not in _seen:
        read(response.content)
        _seen.add(digest)


class Reading(httpx.AsyncBaseTransport):
    """A transport of which every document is read before the test has it, as it came."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the transport within does."""
        answer = await self._inner.handle_async_request(request)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        body = b"".join([part async for part in answer.stream])
        await answer.aclose()
        accept(httpx.Response(answer.status_code, headers=answer.headers, content=body))
        stream = httpx.ByteStream(body)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=stream, extensions=answer.extensions)


def _item(item: Any) -> Any:  # noqa: ANN401 — JSON
    texts = {"id", "url", "title", "content_html", "date_published", "date_modified"}
    texts |= {"language"} & set(item)
    assert _only(item, {*texts, "tags"})
    assert all(isinstance(item[name], str) and item[name] for name in texts)
    assert _is_address(item["url"])
    for name in ("date_published", "date_modified"):
        assert _DATE.fullmatch(item[name])
        datetime.fromisoformat(item[name])
    assert all(isinstance(tag, str) and tag for tag in item["tags"])
    return item


def _only(found: Any, known: set[str]) -> bool:  # noqa: ANN401 — JSON
    """Whether an object has these members and beside them extensions only: objects whose names begin with _."""
    return known <= set(found) and all(name in known or _is_extension(name, found[name]) for name in found)


def _is_extension(name: str, value: object) -> bool:
    return name.startswith("_") and "." not in name and isinstance(value, dict)


def _is_address(text: str) -> bool:
    return text.isascii() and bool(urlsplit(text).scheme and urlsplit(text).netloc)
