"""The JSON feed as a script reads it."""

from typing import Any
from uuid import UUID

import msgspec

from service.feed import json_feed
from service.notices import Notice
from tests.feed import samples
from tests.feed.readers import read_atom, read_json_feed
from tests.feed.test_atom import bytes_of

# What https://www.jsonfeed.org/version/1.1/ allows at each level; extensions begin with an underscore.
TOP = {"version", "title", "home_page_url", "feed_url", "language", "authors", "items"}
ITEM = {"id", "url", "title", "content_html", "date_published", "date_modified", "tags", "_subreg"}


def written(notices: list[Notice]) -> Any:  # noqa: ANN401 — JSON
    """The JSON feed of these notices."""
    return read_json_feed(json_feed(samples.head(), notices, public_url="https://example.org/"))


def test_it_is_a_json_feed() -> None:
    """The document names its version and has the fields of JSON Feed 1.1 with the types that it wants."""
    found = written(samples.notices())
    assert "https://jsonfeed.org/version/1.1" == found["version"]
    assert TOP == set(found)
    assert "https://example.org/lists/github/feed.json" == found["feed_url"]
    assert ([{"name": "GitHub, Inc."}], "en") == (found["authors"], found["language"])
    for item in found["items"]:
        assert ITEM == set(item)
        assert all(isinstance(item[name], str) for name in ITEM - {"tags", "_subreg"})
        assert all(isinstance(tag, str) for tag in item["tags"])


def test_it_has_the_entries_of_the_atom_feed() -> None:
    """Ids, order, titles, moments and words are those of the Atom feed."""
    entries = read_atom(bytes_of(samples.notices())).entries
    items = written(samples.notices())["items"]
    assert [(entry.id, entry.published, entry.title) for entry in entries] == [
        (item["id"], item["date_published"], item["title"]) for item in items
    ]
    assert [notice.content for notice in samples.notices()] == [item["content_html"] for item in items]


def test_a_program_finds_the_facts_of_a_notice() -> None:
    """Days, kinds, entries and older notices stand in an extension, so that no program has to read HTML."""
    older = UUID(int=2, version=4)
    notice = samples.notice(4, "replaced", (samples.replaced(),))
    (item,) = written([msgspec.structs.replace(notice, about=(older,))])["items"]
    told = item["_subreg"]
    assert ("replaced", "2026-12-23", None) == (told["kind"], told["effective_on"], told["objection_until"])
    assert [older.urn] == told["notices"]
    assert [("fastly", "replaced", "cloudflare", ["US"])] == [
        (one["subprocessor"], one["kind"], one["replaces"], one["countries"]) for one in told["subprocessors"]
    ]


def test_the_same_notices_give_the_same_bytes() -> None:
    """The document is a pure function of what was published."""
    one, other = (json_feed(samples.head(), samples.notices(), public_url="https://example.org") for _ in range(2))
    assert one == other
