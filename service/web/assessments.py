"""The stateless check: a sub-processor document in, a result with reasons out."""

import msgspec
from litestar import Response, Router, post

from service.documents import from_json, to_plain
from service.register import checking, reading, scenarios
from service.register.reading import Moment
from service.transfers import Assessment
from service.web import answers
from service.web.context import Asked, actor_of, context_of, options_need_a_key
from service.web.parameters import query


@post("/assessments", status_code=200)
async def post_assessment(request: Asked) -> Response[bytes]:
    """Check a sub-processor that need not be on the register; nothing is stored."""
    await actor_of(request, "check")
    query(request, ())
    context, wanted = context_of(request), from_json(await request.body(), Assessment)
    today = reading.today()
    moment = Moment(on=wanted.on or today, today=today)
    async with reading.reading(context.pool, moment) as conn:
        verdict = await checking.check_assessment(conn, wanted, moment, context.law)
        if wanted.scenario is None or not wanted.scenario.revoke:
            return answers.json(verdict)
        as_it_is = msgspec.structs.replace(wanted, scenario=None)
        before = await checking.check_assessment(conn, as_it_is, moment, context.law)
        scenario = scenarios.compared(context.law.meant(wanted.scenario.revoke), before, verdict)
        return answers.json({**to_plain(verdict), "scenario": scenario})


ROUTES = Router(path="/v1", guards=[options_need_a_key], route_handlers=[post_assessment])
