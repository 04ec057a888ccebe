"""The customer surface: a list as a page or as JSON. A private list asks for a token."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Response
from litestar.params import FromPath

from service import urls
from service.database.pool import Connection
from service.documents import to_json
from service.notices import Notice
from service.register import entries, reading
from service.register.announcing import announced
from service.register.reading import ControllerList, Moment
from service.store import notices, objections
from service.web.admission import admitted, by_capability
from service.web.context import Asked, Context, context_of
from service.web.methods import get
from service.web.pages import MOST_NOTICES, ListPage, list_page
from service.web.parameters import TIME, moment, number, query
from service.web.shown import Shown

# The parameter that asks for the notices up to a number: the newest of them are shown, as many as a page has.
_NOTICE = "notice"


@get("/lists/{name:str}")
async def get_list(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Show a list: a page to a reader, JSON to a program that asks for it."""
    return await _list(request, await admitted(request, name))


@get("/s/{token:str}")
async def get_capability_list(request: Asked, token: FromPath[str]) -> Response[bytes]:
    """Show a private list to the holder of its capability address."""
    return await _list(request, await by_capability(request, token))


async def _list(request: Asked, shown: Shown) -> Response[bytes]:
    context, parameters = context_of(request), query(request, (*TIME, _NOTICE), strict=False)
    when = moment(parameters)

    async def work(conn: Connection) -> tuple[ControllerList, ListPage]:
        return await _read(conn, context, shown, when, parameters)

    if when.known_at is None:
        read, page = await context.read(context.pool, work)
    else:
        # Only the primary knows which writers are under way.
        async with reading.reading(context.pool, when) as conn:
            read, page = await work(conn)
    return _shown(request, shown, page, read, when)


async def _read(
    conn: Connection, context: Context, shown: Shown, when: Moment, parameters: Mapping[str, str]
) -> tuple[ControllerList, ListPage]:
    read = await reading.read_list(conn, shown.controller, when)
    coming = await reading.planned(conn, shown.controller, when)
    told, newer, older = await _told(conn, shown.controller, when.known, number(parameters, _NOTICE))
    coming_changes = await announced(conn, read, when, context.law)
    objected = await objections.of_notices(conn, [notice.id for notice in told])
    items = entries.public_entries(read, read.entries, when, context.law)
    planned = entries.public_entries(read, coming, when, context.law)
    page_url, day = context.absolute(shown.page), {name: parameters[name] for name in TIME if name in parameters}
    return read, ListPage(
        slug=shown.controller,
        controller=read.controller,
        exporter_name=read.exporter.legal_name,
        on=when.on,
        today=when.today,
        items=items,
        planned=planned,
        announced=coming_changes,
        notices=tuple(told),
        newer_url=None if newer is None else urls.notices(page_url, newer, day),
        older_url=None if older is None else urls.notices(page_url, older, day),
        page_url=page_url,
        feed_url=context.absolute(f"{shown.page}/feed.atom"),
        note=context.page_note,
        closes_at=None if shown.closing is None else shown.closing.closes_at,
        private=shown.private,
        objections=objected,
    )


async def _told(
    conn: Connection, controller: str, known: datetime, up_to: int | None
) -> tuple[list[Notice], int | None, int | None]:
    """Return the notices of a page, newest first, and up to which numbers newer and older ones are, if any are."""
    newest = await notices.of_list(conn, controller, 1, known)
    told = await notices.of_list(conn, controller, MOST_NOTICES + 1, known, up_to)
    older = told[MOST_NOTICES].number if len(told) > MOST_NOTICES else None
    newer = None
    if told and told[0].number < newest[0].number:
        newer = min(told[0].number + MOST_NOTICES, newest[0].number)
    return told[:MOST_NOTICES], newer, older


def _shown(request: Asked, shown: Shown, page: ListPage, read: ControllerList, when: Moment) -> Response[bytes]:
    headers = {
        "Cache-Control": shown.cached("max-age=60, must-revalidate"),
        "Vary": "Accept",
        "Link": ", ".join(f'<{address}>; rel="alternate"; type="{kind}"' for kind, address in page.formats),
        **shown.headers,
    }
    if request.accept.best_match(["text/html", "application/json"], "text/html") == "application/json":
        body = {
            "controller": shown.controller,
            "name": read.controller.name,
            "on": when.on,
            "items": page.items,
            "planned": page.planned,
            "announced": page.announced,
            "objected": [_objected(notice) for notice in page.notices if page.is_objected_to(notice)],
            "page": page.page_url,
            "feed": page.feed_url,
            "json_feed": page.json_feed_url,
            "calendar": page.calendar_url,
        }
        return Response(to_json(body), media_type="application/json", headers=headers)
    return Response(list_page(page).encode(), media_type="text/html", headers=headers)


def _objected(notice: Notice) -> dict[str, Any]:
    return {"notice": notice.id, "title": notice.title, "effective_on": notice.effective_on}


ROUTES = [get_list, get_capability_list]
