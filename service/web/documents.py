"""PUT and GET of the four documents: processor, controllers, sub-processors, engagements."""

from typing import Any

from litestar import Response, Router, delete, put
from litestar.params import FromPath

from service.access.keys import Actor
from service.changes import Subject
from service.controllers import Controller, Processor
from service.database.transactions import in_transaction
from service.documents import from_json, from_plain, to_plain
from service.engagements import Engagement
from service.register import reading
from service.register.acts import Act
from service.register.scope import PROCESSOR, controller, engagement, subprocessor
from service.register.writing import Receipt, commit
from service.safeguards import MECHANISMS
from service.store import people, versions
from service.subprocessors import Subprocessor
from service.web import answers
from service.web.context import Asked, actor_of, context_of, options_need_a_key
from service.web.methods import get
from service.web.parameters import (
    PAGE,
    TIME,
    WRITE,
    country,
    cursor,
    effective_on,
    limit,
    moment,
    next_cursor,
    one_of,
    preconditions,
    query,
    slug,
    terms,
)

_NOBODY = ""  # no slug, and so no list


@put("/processor")
async def put_processor(request: Asked) -> Response[bytes]:
    """Record who runs the register."""
    return await _put(request, PROCESSOR, Processor)


@get("/processor")
async def get_processor(request: Asked) -> Response[bytes]:
    """Read who runs the register."""
    return await _get(request, PROCESSOR, Processor)


@put("/controllers/{name:str}")
async def put_controller(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Record a controller, the owner of a list."""
    return await _put(request, controller(name), Controller)


@get("/controllers/{name:str}")
async def get_controller(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Read a controller."""
    return await _get(request, controller(name), Controller)


@get("/controllers")
async def get_controllers(request: Asked) -> Response[bytes]:
    """Read all controllers, by name."""
    return await _page(request, (), "controller", Controller)


@put("/subprocessors/{name:str}")
async def put_subprocessor(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Record a sub-processor in the catalogue; every list that engages it follows and hears of it."""
    return await _put(request, subprocessor(name), Subprocessor)


@get("/subprocessors/{name:str}")
async def get_subprocessor(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Read a sub-processor of the catalogue."""
    return await _get(request, subprocessor(name), Subprocessor)


@get("/subprocessors")
async def get_subprocessors(request: Asked) -> Response[bytes]:
    """Read the catalogue, by name; country, mechanism, engaged_by and q narrow it."""
    return await _page(request, ("country", "mechanism", "engaged_by", "q"), "subprocessor", Subprocessor)


@put("/controllers/{name:str}/subprocessors/{other:str}")
async def put_engagement(request: Asked, name: FromPath[str], other: FromPath[str]) -> Response[bytes]:
    """Engage a sub-processor for a controller, or change the engagement."""
    return await _put(request, engagement((name, other)), Engagement)


@get("/controllers/{name:str}/subprocessors/{other:str}")
async def get_engagement(request: Asked, name: FromPath[str], other: FromPath[str]) -> Response[bytes]:
    """Read an engagement."""
    return await _get(request, engagement((name, other)), Engagement)


@delete("/controllers/{name:str}/subprocessors/{other:str}", status_code=200)
async def delete_engagement(request: Asked, name: FromPath[str], other: FromPath[str]) -> Response[bytes]:
    """End an engagement, today unless a day is given; one that has not begun is withdrawn."""
    subject = engagement((name, other))
    receipt = await _write(request, await actor_of(request, "register:write"), subject, None)
    headers = {"Subreg-Change": ", ".join(map(str, receipt.changes))}
    return answers.json({"changes": receipt.changes}, headers=headers)


async def _put(request: Asked, subject: Subject, form: type[Any]) -> Response[bytes]:
    actor = await actor_of(request, "register:write")
    if subject.controller is None:
        actor.require_all()
    receipt = await _write(request, actor, subject, to_plain(from_json(await request.body(), form)))
    return answers.written(receipt, from_plain(receipt.document, form))


async def _write(request: Asked, actor: Actor, subject: Subject, document: dict[str, Any] | None) -> Receipt:
    context = context_of(request)
    _check_slugs(subject)
    parameters = query(request, WRITE)
    if_match, if_none_match = preconditions(request)
    act = Act(
        subject=subject,
        document=document,
        effective_on=effective_on(parameters),
        if_match=if_match,
        if_none_match=if_none_match,
    )
    how = terms(parameters, actor.name)
    receipts = await in_transaction(context.pool, lambda conn: commit(conn, [act], how, context.law))
    return receipts[subject]


async def _get(request: Asked, subject: Subject, form: type[Any]) -> Response[bytes]:
    actor = await actor_of(request, "register:read")
    _check_slugs(subject)
    when = moment(query(request, TIME))
    async with reading.reading(context_of(request).pool, when) as conn:
        return answers.found(from_plain(await reading.document(conn, subject, when, actor.among), form))


async def _page(request: Asked, filters: tuple[str, ...], kind: str, form: type[Any]) -> Response[bytes]:
    actor = await actor_of(request, "register:read")
    parameters = query(request, (*TIME, *PAGE, *filters))
    when, size = moment(parameters), limit(parameters)
    after = cursor(parameters, ("", ""))
    async with reading.reading(context_of(request).pool, when) as conn:
        if kind == "controller":
            rows = await versions.controllers_page(
                conn, when.on, when.known, after=after, limit=size + 1, among=actor.among
            )
        else:
            chosen = _filters(parameters, actor)
            rows = await versions.subprocessors_page(
                conn, when.on, when.known, after=after, limit=size + 1, filters=chosen
            )
        full = await people.attach(conn, [plain for _, plain in rows[:size]])
    items = [
        {kind: name, **to_plain(from_plain(plain, form))} for (name, _), plain in zip(rows[:size], full, strict=True)
    ]
    last = rows[size - 1] if len(rows) > size else None
    place = None if last is None else next_cursor((str(last[1]["name"]).lower(), last[0]))
    return answers.json({"on": when.on, "items": items, "next": place})


def _check_slugs(subject: Subject) -> None:
    for part in ("controller", "subprocessor"):
        name = getattr(subject, part)
        if name is not None:
            slug(name, part)


def _filters(parameters: dict[str, str], actor: Actor) -> dict[str, str | list[str] | None]:
    engaged_by = parameters.get("engaged_by")
    if engaged_by is not None and not actor.reaches(slug(engaged_by, "?engaged_by")):
        engaged_by = _NOBODY
    return {
        "country": country(parameters),
        "mechanism": one_of(parameters, "mechanism", MECHANISMS),
        "engaged_by": engaged_by,
        "q": parameters.get("q"),
        "among": actor.among,
    }


ROUTES = Router(
    path="/v1",
    guards=[options_need_a_key],
    route_handlers=[
        put_processor,
        get_processor,
        put_controller,
        get_controller,
        get_controllers,
        put_subprocessor,
        get_subprocessor,
        get_subprocessors,
        put_engagement,
        get_engagement,
        delete_engagement,
    ],
)
