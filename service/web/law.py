"""The legal facts that the check rests on."""

from litestar import Response, Router

from service.law.listing import KINDS, listed
from service.web import answers
from service.web.context import Asked, actor_of, context_of, options_need_a_key
from service.web.methods import get
from service.web.parameters import PAGE, moment, one_of, page, query


@get("/law")
async def get_law(request: Asked) -> Response[bytes]:
    """Read the legal facts as they stand on a day: how sure each is, when it was last checked, where it is written."""
    await actor_of(request, "check")
    parameters = query(request, ("on", "kind", "id", *PAGE))
    kind = one_of(parameters, "kind", KINDS)
    found = listed(context_of(request).law, moment(parameters).on, kind=kind, name=parameters.get("id"))
    chosen, further = page(found.items, parameters)
    return answers.json(
        {"as_of": found.as_of, "on": found.on, "items": chosen, "overlay": found.overlay, "next": further}
    )


ROUTES = Router(path="/v1", guards=[options_need_a_key], route_handlers=[get_law])
