"""Objections for compliance staff: what waits and what runs out, and the decision."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, Router, post
from litestar.params import FromPath

from service.database.pool import Connection
from service.database.transactions import in_transaction, snapshot
from service.documents import from_json
from service.objections import STATUSES, Decision, reference_of
from service.register import objecting
from service.register.acts import Terms
from service.register.reading import today
from service.store import objections, people
from service.store.objections import Due, ObjectionRow
from service.web import answers
from service.web.context import Asked, actor_of, context_of, options_need_a_key
from service.web.methods import get
from service.web.parameters import PAGE, after, before, limit, next_cursor, one_of, query, slug, uuid


@get("/objections")
async def get_objections(request: Asked) -> Response[bytes]:
    """Read objections, newest first, or with `sort=deadline` what waits first, by the day when it must be decided."""
    actor = await actor_of(request, "register:read")
    parameters = query(request, ("status", "controller", "sort", *PAGE))
    status = one_of(parameters, "status", STATUSES)
    among = actor.among
    if "controller" in parameters:
        controller = slug(parameters["controller"], "?controller")
        among = [controller] if actor.reaches(controller) else []
    by_deadline = one_of(parameters, "sort", ("newest", "deadline")) == "deadline"
    size = limit(parameters)
    # One moment: what is decided between two statements would stand elsewhere than the next page begins.
    async with snapshot(context_of(request).pool) as conn:
        if by_deadline:
            due = after(parameters, Due)
            found = await objections.by_deadline(conn, status=status, among=among, after=due, limit=size + 1)
        else:
            last = before(parameters)
            found = await objections.newest(conn, status=status, among=among, before=last, limit=size + 1)
        ends = found[size - 1] if len(found) > size else None
        further = None if ends is None else next_cursor(ends.due if by_deadline else ends.id)
        return answers.json({"items": await _shown(conn, found[:size]), "next": further})


@post("/objections/{objection:str}/decision", status_code=200)
async def post_decision(request: Asked, objection: FromPath[str]) -> Response[bytes]:
    """Decide an objection: confirmed (one that came without a credential), rejected, not_engaged or terminated."""
    context, actor = context_of(request), await actor_of(request, "notices:decide")
    query(request, ())
    wanted, decision = uuid(objection, "objection"), from_json(await request.body(), Decision)
    terms = Terms(actor=actor.name, today=today())
    row = await in_transaction(
        context.pool,
        lambda conn: objecting.decide(conn, wanted, decision, terms, context.law, among=actor.among),
    )
    async with context.pool.acquire() as conn:
        return answers.json((await _shown(conn, [row]))[0])


async def _shown(conn: Connection, rows: Sequence[ObjectionRow]) -> list[dict[str, Any]]:
    known = await people.contacts(conn, [row.person for row in rows if row.person is not None])
    return [
        {
            "id": row.id,
            "reference": reference_of(row.id),
            "controller": row.controller,
            "notice": row.notice,
            "title": row.title,
            "status": row.status,
            "effective_on": row.effective_on,
            "deadline": row.deadline,
            "objection_until": row.objection_until,
            "filed_at": row.filed_at,
            "filed_by": row.filed_by,
            "reason": row.reason,
            "contact": None if row.person is None else known.get(row.person),
            "holds": row.holds,
            "decided_at": row.decided_at,
            "decided_by": row.decided_by,
            "reply": row.reply,
        }
        for row in rows
    ]


ROUTES = Router(path="/v1", guards=[options_need_a_key], route_handlers=[get_objections, post_decision])
