"""Notices as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): the entries of the Atom feed under the same ids."""

from collections.abc import Iterator, Sequence

from service import urls
from service.changes import Plain
from service.documents import to_json
from service.feed.atom import LANGUAGE, timestamp
from service.feed.categories import categories
from service.notices import FeedHead, Notice

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(head: FeedHead, notices: Sequence[Notice], *, public_url: str) -> bytes:
    """Return the feed of a list as JSON, fit to be sent as `application/feed+json`.

    `notices` come newest first. What JSON Feed has no field for stands in `_subreg` of each item, as its section
    "Extensions" has it. The same arguments give the same bytes.
    """
    page = urls.absolute(public_url, urls.list_page(head.controller))
    return to_json(
        {
            "version": VERSION,
            "title": head.title,
            "home_page_url": page,
            "feed_url": urls.absolute(public_url, urls.list_json_feed(head.controller)),
            "language": LANGUAGE,
            "authors": [{"name": head.author}],
            "items": [_item(notice, page) for notice in notices],
        }
    )


def _item(notice: Notice, page: str) -> Plain:
    published = timestamp(notice.published)
    return {
        "id": notice.id.urn,
        "url": f"{page}#{urls.notice_anchor(notice.number)}",
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
