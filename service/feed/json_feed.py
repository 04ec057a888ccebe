"""Notices as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): the entries of the Atom feed under the same ids."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from service import urls
from service.changes import Plain
from service.documents import to_json
from service.feed.atom import timestamp
from service.feed.entries import address, categories
from service.notices import FeedHead, Notice

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(head: FeedHead, notices: Sequence[Notice], *, public_url: str) -> bytes:
    """Return the feed of a list as JSON, fit to be sent as `application/feed+json`.

    `notices` come newest first. What JSON Feed has no field for stands in `_subreg` of each item, as its section
    "Extensions" has it. The same arguments give the same bytes.
    """
    items = [json_item(notice, language=head.language, public_url=public_url) for notice in notices]
    return json_feed_of(head, items, public_url=public_url)


def json_feed_of(head: FeedHead, items: Iterable[bytes], *, public_url: str) -> bytes:
    """Return the feed of a list, as `json_feed` does, of items that `json_item` made, newest first."""
    return to_json(
        {
            "version": VERSION,
            "title": head.title,
            "home_page_url": urls.absolute(public_url, urls.list_page(head.controller)),
            "feed_url": urls.absolute(public_url, urls.list_json_feed(head.controller)),
            "language": head.language,
            "authors": [{"name": head.author}],
            "items": [msgspec.Raw(item) for item in items],
        }
    )


def json_item(notice: Notice, *, language: str, public_url: str) -> bytes:
    """Return the item of a notice as it stands in the feed, whose language is given: an item in another says so."""
    item = _item(notice, urls.absolute(public_url, urls.list_page(notice.controller)))
    return to_json(item if notice.language == language else item | {"language": notice.language})


def _item(notice: Notice, page: str) -> Plain:
    published = timestamp(notice.published)
    return {
        "id": notice.id.urn,
        "url": address(notice, page),
        "title": notice.title,
        "content_html": notice.content,
        "date_published": published,
        "date_modified": published,
        "tags": list(dict.fromkeys(category.term for category in categories(notice))),
        "_subreg": {
            "about": urls.OPENAPI,
            "kind": notice.kind,
            "effective_on": notice.effective_on,
            "objection_until": notice.objection_until,
            "subprocessors": list(_subprocessors(notice)),
            "notices": [older.urn for older in notice.about],
        },
    }


def _subprocessors(notice: Notice) -> Iterator[Plain]:
    for item in notice.items:
        entry = item.entry or {}
        yield {
            "subprocessor": item.subprocessor,
            "name": item.name,
            "kind": item.kind,
            "effective_on": item.effective_on,
            "replaces": item.replaces,
            "countries": sorted({place["country"] for place in entry.get("locations") or () if place["country"]}),
        }
