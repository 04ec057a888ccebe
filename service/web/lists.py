"""The customer surface: a list as a page or as JSON, and its feed. A private list asks for a token."""

from datetime import UTC, datetime

import msgspec
from litestar import Response
from litestar.params import FromPath

from service import urls
from service.access import tokens
from service.controllers import Controller
from service.database.pool import Connection
from service.documents import is_slug, to_json
from service.errors import NotFound
from service.feed import atom, not_modified, validators
from service.register import entries, reading
from service.register.announcing import announced
from service.register.reading import ControllerList, Moment
from service.store import notices
from service.web.context import Asked, Context, RenderedFeed, context_of
from service.web.methods import get
from service.web.pages import MOST_NOTICES, PAGE_HEADERS, ListPage, list_page
from service.web.parameters import TIME, field, moment, query

_ANYBODY, _HOLDER = "public, max-age=60, must-revalidate", "private, max-age=60, must-revalidate"
_FEED_POLICY = "default-src 'none'; sandbox"


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A list that the reader may see, and under which address it does."""

    controller: str
    private: bool
    page: str
    feed: str


@get("/lists/{name:str}")
async def get_list(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Show a list: a page to a reader, JSON to a program that asks for it."""
    return await _list(request, await _admitted(request, name))


@get("/s/{token:str}")
async def get_capability_list(request: Asked, token: FromPath[str]) -> Response[bytes]:
    """Show a private list to the holder of its capability address."""
    return await _list(request, await _by_capability(request, token))


@get("/lists/{name:str}/feed.atom")
async def get_feed(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Give the feed of a list."""
    return await _feed(request, await _admitted(request, name))


@get("/s/{token:str}/feed.atom")
async def get_capability_feed(request: Asked, token: FromPath[str]) -> Response[bytes]:
    """Give the feed of a private list to the holder of its capability address."""
    return await _feed(request, await _by_capability(request, token))


async def _admitted(request: Asked, name: str) -> Shown:
    day = reading.today()
    async with context_of(request).pool.acquire() as conn:
        owner = await _owner(conn, name, Moment(on=day, today=day)) if is_slug(name) else None
        private = owner is None or owner.visibility != "public"
        if private:
            await tokens.admit(conn, name, tokens.password_of(request.headers.get("Authorization")))
    return Shown(controller=name, private=private, page=urls.list_page(name), feed=urls.list_feed(name))


async def _by_capability(request: Asked, token: str) -> Shown:
    async with context_of(request).pool.acquire() as conn:
        name = await tokens.list_of(conn, token)
    page, feed = urls.capability_page(token), urls.capability_feed(token)
    return Shown(controller=name, private=True, page=page, feed=feed)


async def _owner(conn: Connection, name: str, when: Moment) -> Controller | None:
    try:
        return await reading.controller_of(conn, name, when)
    except NotFound:
        return None


async def _list(request: Asked, shown: Shown) -> Response[bytes]:
    context, when = context_of(request), moment(query(request, TIME, strict=False))
    async with reading.reading(context.pool, when) as conn:
        read = await reading.read_list(conn, shown.controller, when)
        coming = await reading.planned(conn, shown.controller, when)
        told = await notices.of_list(conn, shown.controller, MOST_NOTICES, when.known)
        coming_changes = await announced(conn, read, when, context.law)
    items = entries.public_entries(read, read.entries, when, context.law)
    planned = entries.public_entries(read, coming, when, context.law)
    page = ListPage(
        slug=shown.controller,
        controller=read.controller,
        exporter_name=read.exporter.legal_name,
        on=when.on,
        today=when.today,
        items=items,
        planned=planned,
        announced=coming_changes,
        notices=tuple(told),
        page_url=context.absolute(shown.page),
        feed_url=context.absolute(shown.feed),
        note=context.page_note,
        private=shown.private,
    )
    return _shown(request, shown, page, read, when)


def _shown(request: Asked, shown: Shown, page: ListPage, read: ControllerList, when: Moment) -> Response[bytes]:
    headers = {
        "Cache-Control": _HOLDER if shown.private else _ANYBODY,
        "Vary": "Accept",
        "Link": f'<{page.feed_url}>; rel="alternate"; type="{urls.ATOM}"',
        **PAGE_HEADERS,
        **_private_headers(shown),
    }
    if request.accept.best_match(["text/html", "application/json"], "text/html") == "application/json":
        body = {
            "controller": shown.controller,
            "name": read.controller.name,
            "on": when.on,
            "items": page.items,
            "planned": page.planned,
            "announced": page.announced,
            "page": page.page_url,
            "feed": page.feed_url,
        }
        return Response(to_json(body), media_type="application/json", headers=headers)
    return Response(list_page(page).encode(), media_type="text/html", headers=headers)


async def _feed(request: Asked, shown: Shown) -> Response[bytes]:
    context = context_of(request)
    feed = await _rendered(context, shown.controller)
    headers = {
        "ETag": feed.etag,
        "Cache-Control": _HOLDER if shown.private else _ANYBODY,
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": _FEED_POLICY,
        **_private_headers(shown),
    }
    # Never a Last-Modified ahead of Date (RFC 9110 section 8.8.2.1): it is left out until its second has come.
    if feed.modified <= datetime.now(UTC):
        headers["Last-Modified"] = feed.last_modified
    known, since = field(request, "If-None-Match"), request.headers.get("If-Modified-Since")
    if not_modified(known, since, feed.etag, feed.modified):
        return Response(b"", status_code=304, headers=headers)
    return Response(feed.body, media_type=f"{urls.ATOM}; charset=utf-8", headers=headers)


async def _rendered(context: Context, controller: str) -> RenderedFeed:
    """Return the feed's bytes, from memory while the list's revision is the same. They depend on what was published."""
    async with context.pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        head = await notices.head(conn, controller)
        if head is None:
            detail = "There is nothing at this address."
            raise NotFound(detail)
        kept = context.feeds.get(controller)
        if kept is not None and kept.revision == head.revision:
            context.feeds.move_to_end(controller)
            return kept
        told = await notices.of_list(conn, controller)
    body = atom(head, told, public_url=context.public_url, author=head.author)
    etag, last_modified = validators(body, head)
    feed = RenderedFeed(
        revision=head.revision, body=body, etag=etag, last_modified=last_modified, modified=head.modified
    )
    context.keep(controller, feed)
    return feed


def _private_headers(shown: Shown) -> dict[str, str]:
    common = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
    return common | ({"X-Robots-Tag": "noindex"} if shown.private else {})


ROUTES = [get_list, get_capability_list, get_feed, get_capability_feed]
