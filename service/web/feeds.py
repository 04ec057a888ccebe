"""What readers of a list subscribe to: its Atom feed with the archive, its JSON feed, its calendar of days."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from functools import partial
from http import HTTPStatus
from time import time
from typing import Any

import msgspec
from litestar import Response
from litestar.params import FromPath

from service import feed, urls
from service.database.errors import AWAY
from service.database.pool import Connection
from service.errors import NotFound
from service.notices import Closing, FeedHead, Notice
from service.store import notices
from service.web.admission import admitted, by_capability
from service.web.context import Asked, Context, context_of, path_of
from service.web.memory.freshness import Answer
from service.web.memory.sending import Conditions, Sent, sent, sent_of
from service.web.memory.shelf import Rendition
from service.web.methods import get
from service.web.parameters import field
from service.web.shown import Shown

_REVALIDATED, _FOR_EVER = "max-age=60, must-revalidate", "max-age=31536000, immutable"
_PAGE = re.compile(r"([1-9][0-9]{0,8})\.atom", re.ASCII)
_ATTEMPTS = 3
PATIENCE = 5.0  # seconds for the database, where memory may answer instead
_NOTHING = "There is nothing at this address."
Admit = Callable[[], Awaitable[Shown]]
Render = Callable[[Connection, Context, Shown], Awaitable[tuple[str, Rendition]]]


class Format(msgspec.Struct, frozen=True):
    """A form of the feed: its media type, and what makes its bytes of the head, the notices and the public URL.

    Where it is made of entries that stand for themselves, `entry` makes one and `joined` the document of them. One with
    `days` tells of every day that lies ahead, and again what a withdrawal takes back, though the notice be older than
    the feed's own document: `days` makes the bytes with what is kept of each notice.
    """

    media_type: str
    render: Callable[[FeedHead, Sequence[Notice], str], bytes]
    entry: Callable[[Notice, FeedHead, str], bytes] | None = None
    joined: Callable[[FeedHead, Iterable[bytes], str], bytes] | None = None
    days: Callable[[FeedHead, Sequence[Notice], str, feed.Kept], bytes] | None = None


_FORMATS = {
    "feed.atom": Format(
        f"{urls.ATOM}; charset=utf-8",
        lambda head, told, base: feed.atom(head, told, public_url=base, author=head.author),
        lambda notice, head, base: feed.atom_entry(notice, language=head.language, public_url=base),
        lambda head, entries, base: feed.atom_of(head, entries, public_url=base, author=head.author),
    ),
    "feed.json": Format(
        urls.JSON_FEED,
        lambda head, told, base: feed.json_feed(head, told, public_url=base),
        lambda notice, head, base: feed.json_item(notice, language=head.language, public_url=base),
        lambda head, entries, base: feed.json_feed_of(head, entries, public_url=base),
    ),
    "calendar.ics": Format(
        f"{urls.CALENDAR}; charset=utf-8",
        lambda head, told, base: feed.calendar(head, told, public_url=base),
        days=lambda head, told, base, kept: feed.calendar(head, told, public_url=base, kept=kept),
    ),
}


def is_feed(path: str) -> bool:
    """Whether a path is that of a document of a feed, so that a request for it can be answered with 304."""
    parent, _, document = path.rpartition("/")
    return path.startswith(("/lists/", "/s/")) and (document in _FORMATS or parent.endswith("/archive"))


@get([f"/lists/{{name:str}}/{document}" for document in _FORMATS])
async def get_feed(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Give the feed of a list in one of its forms."""
    return await _answered(request, partial(admitted, request, name), _form(request))


@get([f"/s/{{token:str}}/{document}" for document in _FORMATS])
async def get_capability_feed(request: Asked, token: FromPath[str]) -> Response[bytes]:
    """Give the feed of a private list, in one of its forms, to the holder of its capability address."""
    return await _answered(request, partial(by_capability, request, token), _form(request))


@get("/lists/{name:str}/archive/{page:str}")
async def get_archive(request: Asked, name: FromPath[str], page: FromPath[str]) -> Response[bytes]:
    """Give a full page of the archive of a feed."""
    return await _answered(request, partial(admitted, request, name), partial(_archived, page=page))


@get("/s/{token:str}/archive/{page:str}")
async def get_capability_archive(request: Asked, token: FromPath[str], page: FromPath[str]) -> Response[bytes]:
    """Give a full page of the archive of a private list's feed to the holder of its capability address."""
    return await _answered(request, partial(by_capability, request, token), partial(_archived, page=page))


def _form(request: Asked) -> Render:
    return partial(_rendered, document=path_of(request).rpartition("/")[2])


async def _answered(request: Asked, admit: Admit, render: Render) -> Response[bytes]:
    """Send a document of a feed as the database has it, and while that is away as memory has it, if it may."""
    remembered = partial(_remembered, request)
    found = remembered() if context_of(request).fresh.is_away else None
    if found is None:
        try:
            found = await _in_time(_read_again(request, admit, render), remembered)
        except AWAY:
            found = remembered()
            if found is None:
                raise
    return _response(request, found)


def _remembered(request: Asked) -> Sent | None:
    """Return what memory may send of a public feed while the database is away; null where it has or may nothing."""
    now = time()
    found = context_of(request).remembered_while_away(path_of(request), now)
    return None if found is None else sent_of(found[1], found[0], _conditions(request), now)


async def _in_time(read: Coroutine[Any, Any, Sent], remembered: Callable[[], Sent | None]) -> Sent:
    """Return what is read, and after PATIENCE what is remembered instead, if anything is; the reading ends then.

    A database that is silent is counted as away only after several looks: where memory may answer, no reader waits for
    that, nor for the longest that a connection and a statement may take.
    """
    reading = asyncio.create_task(read)
    reading.add_done_callback(_let_go)
    try:
        await asyncio.wait([reading], timeout=PATIENCE)
        instead = None if reading.done() else remembered()
        return await reading if instead is None else instead
    finally:
        # Its end is not waited for: a silent database keeps the connection that it has for many seconds more.
        reading.cancel()


def _let_go(reading: asyncio.Task[Sent]) -> None:
    """Take note of how a reading ended that nobody may wait for, so that asyncio does not complain of it."""
    if not reading.cancelled():
        reading.exception()


async def _read_again(request: Asked, admit: Admit, render: Render) -> Sent:
    """Read as `_read`; a connection that was cut off is not yet a database that is away: others may be writing.

    Who waited in vain for as long as anybody has to is told so, and does not begin to wait again.
    """
    task = asyncio.current_task()
    for _ in range(_ATTEMPTS - 1):
        try:
            return await _read(request, admit, render)
        except AWAY as error:
            # Giving back a connection may fail in place of the cancellation that led to it.
            if task is not None and task.cancelling():
                raise asyncio.CancelledError from error
            if isinstance(error, TimeoutError):
                raise
    return await _read(request, admit, render)


async def _read(request: Asked, admit: Admit, render: Render) -> Sent:
    """Read a document for a reader who is let in, and remember what was answered, for `service.web.memory`."""
    context = context_of(request)
    begun = context.fresh.begin()
    shown = await admit()
    name, kept = await context.read(context.feeds, lambda conn: render(conn, context, shown))
    answer = Answer(shown=shown, document=name, revision=kept.revision)
    context.remember(path_of(request), request.headers.get("Authorization", ""), answer, begun)
    return sent(kept, shown, _conditions(request), time())


async def _rendered(conn: Connection, context: Context, shown: Shown, document: str) -> tuple[str, Rendition]:
    """Return a form of a feed and its name on the shelf, from which it comes while the list's revision is the same."""
    head = await notices.head(conn, shown.controller)
    if head is None:
        raise NotFound(_NOTHING)
    name = shown.shelved(document)
    kept = context.shelf.find(shown.controller, name, head.revision)
    if kept is None:
        kept = await _made_anew(conn, context, head, document, shown.closing)
        context.shelf.keep(shown.controller, name, kept)
    return name, kept


async def _made_anew(
    conn: Connection, context: Context, head: FeedHead, document: str, closing: Closing | None
) -> Rendition:
    """Make a form of a feed; of entries that are kept from before neither is read nor made anything again."""
    form, base = _FORMATS[document], context.public_url
    if closing is None and form.entry is not None and form.joined is not None:
        numbers = range(head.window_from, head.revision + 1)
        # An entry says its language where that is not the feed's, which may change.
        kept_as = f"{document} {head.language}"
        known = context.entries.known(head.controller, kept_as, numbers)
        missing = [number for number in numbers if number not in known]
        if missing:
            read = await notices.between(conn, head.controller, missing[0], missing[-1])
            made = {notice.number: form.entry(notice, head, base) for notice in read}
            context.entries.keep(head.controller, kept_as, made)
            known |= made
        body = form.joined(head, [known[number] for number in reversed(numbers)], base)
        return _made(head, body, form.media_type, _REVALIDATED)
    told = await notices.between(conn, head.controller, head.window_from, head.revision)
    if form.days is not None:
        told += await notices.ahead(conn, head)
        told += await notices.withdrawn_before(conn, told)
        told.sort(key=lambda notice: notice.number, reverse=True)
    if closing is not None:
        head, told = feed.with_last_entry(head, told, closing, public_url=base)
    elif form.days is not None:
        kept = partial(context.entries.once, head.controller, document)
        return _made(head, form.days(head, told, base, kept), form.media_type, _REVALIDATED)
    return _made(head, form.render(head, told, base), form.media_type, _REVALIDATED)


async def _archived(conn: Connection, context: Context, shown: Shown, page: str) -> tuple[str, Rendition]:
    """Return a full page of the archive, and its name on the shelf."""
    found = _PAGE.fullmatch(page)
    if found is None:
        raise NotFound(_NOTHING)
    controller, number = shown.controller, int(found[1])
    name, (first, last) = f"archive/{number}", feed.numbers_of_page(number)
    kept = context.shelf.find(controller, name, last)
    if kept is None:
        head = await notices.archive_head(conn, controller, number)
        if head is None:
            raise NotFound(_NOTHING)
        told = await notices.between(conn, controller, first, last)
        body = feed.archive_page(head, number, told, public_url=context.public_url)
        kept = _made(head, body, f"{urls.ATOM}; charset=utf-8", _FOR_EVER)
        context.shelf.keep(controller, name, kept)
    return name, kept


def _made(head: FeedHead, body: bytes, media_type: str, freshness: str) -> Rendition:
    etag, last_modified = feed.validators(body, head)
    return Rendition(
        revision=head.revision,
        body=body,
        etag=etag,
        last_modified=last_modified,
        modified=head.modified.timestamp(),
        media_type=media_type,
        freshness=freshness,
    )


def _conditions(request: Asked) -> Conditions:
    return Conditions(*(field(request, name) for name in ("Accept-Encoding", "If-None-Match", "If-Modified-Since")))


def _response(request: Asked, answer: Sent) -> Response[bytes]:
    status, fields, body = answer
    if status == HTTPStatus.NOT_MODIFIED:
        context_of(request).polls.read_unchanged += 1
    else:
        context_of(request).polls.read_full += 1
    headers = dict(fields)
    # Of text the framework names the character set itself.
    media_type = headers.pop("content-type", None)
    if media_type is not None and media_type.startswith("text/"):
        media_type = media_type.partition(";")[0]
    return Response(body, status_code=status, media_type=media_type, headers=headers)


ROUTES = [get_feed, get_capability_feed, get_archive, get_capability_archive]
