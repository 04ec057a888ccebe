"""Notices as an Atom feed (RFC 4287) with an archive (RFC 5005): bytes, a pure function of what was published.

The only user of feedgen. What feedgen 1.0 gets wrong is kept away from it here: it prepends entries unless told to
append, it fills a missing `updated` with the clock, it writes dates with an offset and microseconds, and of an entry's
link it writes the address alone, so that an entry has one link, the alternate one.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from service import urls
from service.feed.entries import address, categories
from service.notices import ARCHIVE_PAGE, FeedHead, Notice

_END = b"</feed>"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HISTORY = "http://purl.org/syndication/history/1.0"


class _Moment(datetime):
    """A moment that feedgen writes as Atom readers like it best: UTC, milliseconds, Z (RFC 3339)."""

    def isoformat(self, sep: str = "T", timespec: str = "milliseconds") -> str:
        return super().isoformat(sep, timespec).removesuffix("+00:00") + "Z"


class _Archive(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """Marks a document as a page of an archive, which does not change any more (RFC 5005 section 4)."""

    def extend_ns(self) -> dict[str, str]:
        return {"fh": _HISTORY}

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        feed.insert(0, etree.Element(f"{{{_HISTORY}}}archive"))  # before the entries, which end a feed
        return feed


def atom(head: FeedHead, notices: Sequence[Notice], *, public_url: str, author: str) -> bytes:
    """Return the feed document of a list, UTF-8, fit to be sent as `application/atom+xml`.

    `notices` come newest first and stay in that order: those of the window of the feed. `author` is the organisation
    that publishes the list. The same arguments give the same bytes. Links to the archive are relative, so that they
    work under the capability address of a private list too and never hold its token.
    """
    entries = [atom_entry(notice, language=head.language, public_url=public_url) for notice in notices]
    return atom_of(head, entries, public_url=public_url, author=author)


def atom_of(head: FeedHead, entries: Iterable[bytes], *, public_url: str, author: str) -> bytes:
    """Return the feed document of a list, as `atom` does, of entries that `atom_entry` made, newest first."""
    feed = _begun(head, public_url=public_url, author=author)
    feed.link(href=urls.absolute(public_url, urls.list_feed(head.controller)), rel="self", type=urls.ATOM)
    if head.older_pages:
        feed.link(href=urls.archive_from_feed(head.older_pages), rel="prev-archive", type=urls.ATOM)
    return _with(feed, entries)


def archive_page(head: FeedHead, page: int, notices: Sequence[Notice], *, public_url: str) -> bytes:
    """Return a full page of the archive of a list; page 1 is the oldest.

    `head` is what the feed said of itself when the page became full, `notices` are the ARCHIVE_PAGE of the page, newest
    first. Nothing on it depends on what came later, so its bytes never change.
    """
    feed = _begun(head, public_url=public_url, author=head.author)
    feed.register_extension("archive", _Archive, BaseExtension)
    feed.link(href=urls.absolute(public_url, urls.list_archive(head.controller, page)), rel="self", type=urls.ATOM)
    feed.link(href=urls.FEED_FROM_ARCHIVE, rel="current", type=urls.ATOM)
    if page > 1:
        feed.link(href=urls.archive_from_archive(page - 1), rel="prev-archive", type=urls.ATOM)
    entries = [atom_entry(notice, language=head.language, public_url=public_url) for notice in notices]
    return _with(feed, entries)


def atom_entry(notice: Notice, *, language: str, public_url: str) -> bytes:
    """Return the entry of a notice as it stands in a feed document or on a page of the archive.

    `language` is that of the document; an entry in another says so (`xml:lang`, RFC 4287 section 2).
    """
    page = urls.absolute(public_url, urls.list_page(notice.controller))
    schemes = urls.absolute(public_url, urls.OPENAPI)
    element = _entry(notice, page, schemes).atom_entry()
    if notice.language != language:
        element.set(_LANG, notice.language)
    # As feedgen itself writes it, without the declaration: the document has one.
    return bytes(etree.tostring(element, encoding="UTF-8", xml_declaration=False))


def timestamp(moment: datetime) -> str:
    """Return a moment as readers like it best: RFC 3339, UTC, milliseconds, Z."""
    return _moment(moment).isoformat()


def numbers_of_page(page: int) -> tuple[int, int]:
    """Return the numbers of the first and the last notice on a page of an archive."""
    return (page - 1) * ARCHIVE_PAGE + 1, page * ARCHIVE_PAGE


def _begun(head: FeedHead, *, public_url: str, author: str) -> FeedGenerator:
    feed = FeedGenerator()
    feed.id(head.id.urn)
    feed.title(head.title)
    feed.updated(_moment(head.updated))
    feed.author(name=author)
    feed.link(href=urls.absolute(public_url, urls.list_page(head.controller)), rel="alternate", type="text/html")
    feed.language(head.language)
    feed.generator("subreg")  # without a version: an upgrade changes no bytes
    return feed


def _with(feed: FeedGenerator, entries: Iterable[bytes]) -> bytes:
    document = bytes(feed.atom_str())
    if not document.endswith(_END):
        raise AssertionError  # pragma: no cover — feedgen writes the entries at the end, of which it has none
    return b"".join((document.removesuffix(_END), *entries, _END))


def _entry(notice: Notice, page: str, schemes: str) -> FeedEntry:
    entry = FeedEntry()
    entry.id(notice.id.urn)
    entry.title(notice.title)
    entry.published(_moment(notice.published))
    entry.updated(_moment(notice.published))
    entry.link(href=address(notice, page), rel="alternate")
    for category in categories(notice):
        entry.category(term=category.term, scheme=f"{schemes}#{category.scheme}", label=category.label)
    entry.content(notice.content, type="html")
    return entry


def _moment(value: datetime) -> _Moment:
    utc = value.astimezone(UTC)
    return _Moment.combine(utc.date(), utc.timetz())
