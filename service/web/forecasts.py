"""What next: the days on which a list's results and findings will change."""

from datetime import timedelta

from litestar import Response, Router
from litestar.params import FromPath

from service.documents import LAST_DAY, iso_day
from service.register import reading
from service.register.forecasting import check_window, forecast
from service.web import answers
from service.web.context import Asked, actor_of, context_of, options_need_a_key
from service.web.methods import get
from service.web.parameters import PAGE, TIME, moment, page, query, slug

_YEAR = timedelta(days=365)


@get("/controllers/{name:str}/forecast")
async def get_forecast(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Read on which days a result or a finding of a list will change, and why; one year ahead where no end is named."""
    await actor_of(request, "check")
    context, parameters = context_of(request), query(request, (*TIME, *PAGE, "until"))
    when = moment(parameters)
    until = iso_day(parameters["until"], "until") if "until" in parameters else min(when.on + _YEAR, LAST_DAY)
    check_window(when.on, until)
    async with reading.reading(context.pool, when) as conn:
        coming = await forecast(conn, slug(name, "controller"), when, until, context.law)
    chosen, further = page(coming, parameters)
    items = [one.plain() for one in chosen]
    return answers.json({"controller": name, "on": when.on, "until": until, "items": items, "next": further})


ROUTES = Router(path="/v1", guards=[options_need_a_key], route_handlers=[get_forecast])
