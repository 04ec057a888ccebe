"""How a customer objects to a notice: JSON from a program, or the form of the list page; and what became of it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from litestar import Response, post
from litestar.params import FromPath

from service import urls
from service.database.pool import Connection
from service.database.transactions import in_transaction
from service.documents import escaped, from_json, from_plain, to_json
from service.errors import Malformed, Place
from service.languages import language_of
from service.objections import Filing, reference_of
from service.register import objecting
from service.register.acts import Terms
from service.register.reading import Moment, controller_of, today
from service.store.objections import ObjectionRow
from service.web.admission import admitted, by_capability, credential
from service.web.context import Asked, context_of
from service.web.methods import get
from service.web.pages import objection_page
from service.web.parameters import uuid
from service.web.shown import Shown

_FORM, _MOST_FIELDS = "application/x-www-form-urlencoded", 10


@post("/lists/{name:str}/notices/{notice:str}/objections")
async def post_objection(request: Asked, name: FromPath[str], notice: FromPath[str]) -> Response[bytes]:
    """Object to a notice of a list; on a public list without a token it is unverified until staff confirm it.

    The form of the list page sends the same fields as `application/x-www-form-urlencoded`, and is answered with 303.
    """
    shown = await admitted(request, name)
    return await _file(request, shown, notice, await credential(request, name))


@post("/s/{token:str}/notices/{notice:str}/objections")
async def post_capability_objection(request: Asked, token: FromPath[str], notice: FromPath[str]) -> Response[bytes]:
    """Object to a notice of a private list as the holder of its capability address.

    The form of the list page sends the same fields as `application/x-www-form-urlencoded`, and is answered with 303.
    """
    shown = await by_capability(request, token)
    return await _file(request, shown, notice, shown.token)


@get("/lists/{name:str}/objections/{objection:str}")
async def get_objection(request: Asked, name: FromPath[str], objection: FromPath[str]) -> Response[bytes]:
    """Show what became of an objection, and the reply."""
    return await _show(request, await admitted(request, name), objection)


@get("/s/{token:str}/objections/{objection:str}")
async def get_capability_objection(request: Asked, token: FromPath[str], objection: FromPath[str]) -> Response[bytes]:
    """Show what became of an objection on a private list to the holder of its capability address."""
    return await _show(request, await by_capability(request, token), objection)


async def _file(request: Asked, shown: Shown, notice: str, token: str | None) -> Response[bytes]:
    context = context_of(request)
    _from_here(request)
    filing, is_form = await _filing(request)
    wanted, verified = uuid(notice, "notice"), token is not None
    terms = Terms(actor=f"token:{token}" if verified else "anonymous", today=today())

    async def work(conn: Connection) -> ObjectionRow:
        return await objecting.file(conn, shown.controller, wanted, filing, terms, context.law, verified=verified)

    row = await in_transaction(context.pool, work)
    address = context.absolute(urls.objection(shown.page, row.id))
    headers = shown.headers | {"Location": address}
    if is_form:
        # See other (RFC 9110 section 15.4.4): to read the answer again files nothing again.
        return Response(b"", status_code=303, headers=headers)
    return Response(to_json(_told(row, address)), status_code=201, media_type="application/json", headers=headers)


async def _show(request: Asked, shown: Shown, objection: str) -> Response[bytes]:
    context = context_of(request)
    day = today()
    async with context.pool.acquire() as conn:
        row = await objecting.shown(conn, uuid(objection, "objection"), shown.controller)
        owner = await controller_of(conn, shown.controller, Moment(on=day, today=day))
    headers = shown.headers | {"Vary": "Accept"}
    if request.accept.best_match(["text/html", "application/json"], "text/html") == "application/json":
        body = to_json(_told(row, context.absolute(urls.objection(shown.page, row.id))))
        return Response(body, media_type="application/json", headers=headers)
    page = objection_page(language_of(owner.language), row, page_url=context.absolute(shown.page))
    return Response(page.encode(), media_type="text/html", headers=headers)


async def _filing(request: Asked) -> tuple[Filing, bool]:
    """Return what is filed, and whether it came from a form."""
    media_type = request.headers.get("Content-Type", "application/json").partition(";")[0].strip().lower()
    body = await request.body()
    if media_type == "application/json":
        return from_json(body, Filing), False
    if media_type != _FORM:
        detail = f"Content-Type {media_type!r} is unknown; send application/json, or the form of the list page."
        raise Malformed(detail, (Place("Content-Type", f"application/json or {_FORM}"),))
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        detail = "The form cannot be read: send its fields percent-encoded, in UTF-8."
        raise Malformed(detail, (Place("", "no form in UTF-8"),)) from None
    return from_plain(_once(fields), Filing), True


def _once(fields: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the fields of a form that are not left empty, by name; raises Malformed for one that is given twice."""
    found: dict[str, str] = {}
    for name, value in fields:
        if name in found:
            detail = f"The field {name!r} is given twice; give it once."
            raise Malformed(detail, (Place(f"/{escaped(name)}", "given twice"),))
        found[name] = value.replace("\r\n", "\n").strip()
    return {name: value for name, value in found.items() if value}


def _from_here(request: Asked) -> None:
    """Raise Malformed where a page of another site sends the form: a browser would send the reader's password along."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        detail = "A page of another site cannot object in your name. Open the list page and send its form."
        raise Malformed(detail, (Place("Sec-Fetch-Site", "another site"),))


def _told(row: ObjectionRow, address: str) -> dict[str, Any]:
    """Return what a customer is told of an objection: by allow-list, without what was written and by whom."""
    return {
        "id": row.id,
        "reference": reference_of(row.id),
        "notice": row.notice,
        "title": row.title,
        "status": row.status,
        "effective_on": row.effective_on,
        "objection_until": row.objection_until,
        "filed_at": row.filed_at,
        "decided_at": row.decided_at,
        "reply": row.reply,
        "address": address,
    }


ROUTES = [post_objection, post_capability_objection, get_objection, get_capability_objection]
