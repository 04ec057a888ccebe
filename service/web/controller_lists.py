"""A controller's list for compliance staff: entries, transfers, findings, changes."""

from collections.abc import Mapping
from functools import partial

from litestar import Response, Router, post
from litestar.params import FromPath

from service.database.transactions import in_transaction
from service.documents import Document, Text, etag_of, from_json, to_json
from service.errors import Conflict, NotFound
from service.register import checking, entries, reading
from service.register.acts import Act, Terms
from service.register.grounds import Grounds, grounds_of
from service.register.reading import Moment
from service.register.writing import commit
from service.rules.catalogue import RULES
from service.store import changes
from service.store.subjects import NOW
from service.web import answers
from service.web.context import Asked, Context, actor_of, context_of, options_need_a_key
from service.web.memory.lists import Asking, KeptList, requested
from service.web.methods import get
from service.web.parameters import (
    PAGE,
    TIME,
    before,
    limit,
    moment,
    next_cursor,
    one_of,
    page,
    query,
    slug,
    uuid,
)

_RULES = tuple(built.rule.id for built in RULES)


class Reason(Document, frozen=True, kw_only=True):
    """Why a planned change is withdrawn."""

    reason: Text


@get("/controllers/{name:str}/subprocessors")
async def get_list(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Read a list on a day: what is in effect, and what is announced."""
    context, authorization = context_of(request), request.headers.get("Authorization", "")
    asked_for = partial(requested, authorization, request.scope["path"], request.scope["query_string"])
    asking = Asking(context.lists.find(asked_for(reading.today())))
    await actor_of(request, "register:read", asking.look_up)
    kept = await asking.answer(context.pool)
    if kept is not None:
        return answers.unless_known(request, kept.body, kept.etag)
    parameters = query(request, (*TIME, *PAGE, "include"))
    when = moment(parameters)
    body, grounds = await _list(context, slug(name, "controller"), when, parameters)
    etag = etag_of(body)
    if grounds is not None:
        context.lists.keep(asked_for(when.today), KeptList(body=body, etag=etag, grounds=grounds))
    return answers.unless_known(request, body, etag)


async def _list(
    context: Context, name: str, when: Moment, parameters: Mapping[str, str]
) -> tuple[bytes, Grounds | None]:
    """Return a list as JSON, and what it rests on where that is to be kept.

    Not as known at a moment: such a list is asked for once in a while, and waits for writers each time.
    """
    with_ended = one_of(parameters, "include", ("ended",)) is not None
    async with reading.reading(context.pool, when) as conn:
        read = await reading.read_list(conn, name, when, with_people=True)
        coming = await reading.planned(conn, name, when, with_people=True) if "cursor" not in parameters else ()
        over = await reading.ended(conn, name, when, with_people=True) if with_ended else ()
        is_kept = when.known_at is None
        grounds = await grounds_of(conn, name, (*read.entries, *coming, *over)) if is_kept else None
    chosen, further = page((*read.entries, *over), parameters)
    body = {
        "controller": name,
        "on": when.on,
        "items": entries.entry_documents(read, chosen, when, context.law),
        "planned": entries.entry_documents(read, coming, when, context.law),
        "next": further,
    }
    return to_json(body), grounds


@get("/controllers/{name:str}/transfers")
async def get_transfers(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Read every hop of a list with its result and its legal basis."""
    await actor_of(request, "check")
    context, parameters = context_of(request), query(request, (*TIME, *PAGE))
    when = moment(parameters)
    async with reading.reading(context.pool, when) as conn:
        verdict = await checking.check_list(conn, slug(name, "controller"), when, context.law)
    chosen, further = page(verdict.transfers, parameters)
    return answers.json({"controller": name, "on": when.on, "items": chosen, "next": further})


@get("/controllers/{name:str}/changes")
async def get_changes(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Read the log of a list, newest first."""
    actor = await actor_of(request, "register:read")
    parameters = query(request, (*TIME, *PAGE))
    when, size = moment(parameters), limit(parameters)
    last = before(parameters)
    async with reading.reading(context_of(request).pool, when) as conn:
        await reading.controller_of(conn, slug(name, "controller"), when)
        rows = await changes.of_list(conn, name, before=last, limit=size + 1, known_at=when.known, among=actor.among)
    items = [reading.shown(row, when.on) for row in rows[:size]]
    return answers.json({"items": items, "next": next_cursor(rows[size - 1].id) if len(rows) > size else None})


@get("/changes/{change_id:str}")
async def get_change(request: Asked, change_id: FromPath[str]) -> Response[bytes]:
    """Read one change of the log."""
    actor = await actor_of(request, "register:read")
    when = moment(query(request, TIME))
    async with reading.reading(context_of(request).pool, when) as conn:
        return answers.json(await reading.change(conn, uuid(change_id, "change"), when, actor.among))


@post("/changes/{change_id:str}/withdrawal", status_code=201)
async def post_withdrawal(request: Asked, change_id: FromPath[str]) -> Response[bytes]:
    """Withdraw a planned change; what would have held without it holds again, and its readers are told."""
    context, actor = context_of(request), await actor_of(request, "register:write")
    query(request, ())
    wanted, reason = uuid(change_id, "change"), from_json(await request.body(), Reason).reason
    async with context.pool.acquire() as conn:
        row = await changes.by_id(conn, wanted, NOW, actor.among)
    if row is None:
        detail = f"There is no change {change_id}."
        raise NotFound(detail)
    if row.controller is None:
        actor.require_all()
    if row.withdrawn or row.withdraws is not None:
        detail = "This change is withdrawn already, or is itself a withdrawal."
        raise Conflict(detail)
    act = Act(subject=row.subject, withdraws=(wanted,))
    terms = Terms(actor=actor.name, today=reading.today(), reason=reason)
    receipts = await in_transaction(context.pool, lambda conn: commit(conn, [act], terms, context.law))
    made = receipts[row.subject].changes
    async with context.pool.acquire() as conn:
        withdrawal = await reading.change(conn, made[0], reading.Moment(on=terms.today, today=terms.today), actor.among)
    return answers.json(withdrawal, status=201, headers={"Subreg-Change": str(made[0])})


ROUTES = Router(
    path="/v1",
    guards=[options_need_a_key],
    route_handlers=[
        get_list,
        get_transfers,
        get_changes,
        get_change,
        post_withdrawal,
    ],
)
