"""Accepting a finding over HTTP, and taking that back."""

from litestar import Response, Router, delete, post
from litestar.params import FromPath

from service.documents import from_json
from service.register import accepting
from service.web import answers
from service.web.context import Asked, actor_of, context_of, options_need_a_key
from service.web.parameters import query, slug


@post("/findings/{fingerprint:str}/acceptance", status_code=201)
async def post_acceptance(request: Asked, fingerprint: FromPath[str]) -> Response[bytes]:
    """Accept a finding up to a day, with a reason; it stays visible, and a critical one still fails the check."""
    context, actor = context_of(request), await actor_of(request, "register:write")
    parameters = query(request, ("controller",))
    among = actor.among
    if "controller" in parameters:
        among = [slug(parameters["controller"], "?controller")]
        actor.reach(among[0])
    wish = from_json(await request.body(), accepting.Wish)
    finding = await accepting.accept(context.pool, fingerprint, wish, context.law, by=actor.name, among=among)
    return answers.json(finding, status=201)


@delete("/findings/{fingerprint:str}/acceptance", status_code=204)
async def delete_acceptance(request: Asked, fingerprint: FromPath[str]) -> None:
    """Take an acceptance back: from today on the finding is open again; what was read before stays as it was."""
    context, actor = context_of(request), await actor_of(request, "register:write")
    query(request, ())
    await accepting.take_back(context.pool, fingerprint, by=actor.name, among=actor.among)


ROUTES = Router(path="/v1", guards=[options_need_a_key], route_handlers=[post_acceptance, delete_acceptance])
