"""Importing a list over the API: CSV, XLSX or NDJSON."""

import asyncio
import logging

from litestar import Response, Router, post

from service.database.pool import Connection
from service.database.transactions import in_transaction
from service.errors import Malformed, Place
from service.imports import Form, read_list
from service.register.importing import DryRun, Report, import_list
from service.web import answers
from service.web.context import Asked, actor_of, context_of, options_need_a_key
from service.web.parameters import WRITE, effective_on, query, slug, terms

FORMS: dict[str, Form] = {
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
}

_log = logging.getLogger(__name__)


@post("/imports", status_code=200, request_max_body_size=5_000_000)
async def post_import(request: Asked) -> Response[bytes]:
    """Load a list from a file; the report names line, column, reason and what was assumed. dry_run writes nothing.

    Without `notice` the file is what already holds (baseline); `notice=announce` makes it news with due notice.
    """
    context, actor = context_of(request), await actor_of(request, "register:write")
    parameters = query(request, ("controller", "dry_run", *WRITE))
    name = slug(parameters.get("controller", ""), "?controller")
    actor.reach(name)
    dry_run = _flag(parameters.get("dry_run", "false"))
    day = effective_on(parameters)
    how = terms(parameters, actor.name, imports=True)
    # Thousands of lines take a second to read: not on the loop that answers everybody else.
    parsed = await asyncio.to_thread(read_list, await request.body(), _form(request))

    async def work(conn: Connection) -> Report:
        return await import_list(
            conn,
            name,
            parsed.items,
            parsed.remarks,
            how,
            context.law,
            effective_on=day,
            dry_run=dry_run,
            alone=actor.controllers is not None,
        )

    try:
        return answers.json(await in_transaction(context.pool, work))
    except DryRun as done:
        if actor.controllers is not None:
            # It tells what of the file is in the catalogue, and stands in no log of the register.
            told = {"actor": actor.name, "subprocessors": len(parsed.items)}
            _log.info("a bound key tried an import", extra=told)
        return answers.json(done.report)


def _flag(text: str) -> bool:
    if text not in ("true", "false", "1", "0"):
        detail = f"dry_run={text!r} is unknown; it is true or false."
        raise Malformed(detail, (Place("?dry_run", "true or false"),))
    return text in ("true", "1")


def _form(request: Asked) -> Form:
    media_type = request.headers.get("Content-Type", "text/csv").partition(";")[0].strip().lower()
    if media_type not in FORMS:
        detail = f"Content-Type {media_type!r} is unknown; send one of {', '.join(FORMS)}."
        raise Malformed(detail, (Place("Content-Type", f"one of {', '.join(FORMS)}"),))
    return FORMS[media_type]


ROUTES = Router(path="/v1", guards=[options_need_a_key], route_handlers=[post_import])
