"""Every route of the service, with a request that it takes."""

import hashlib
from typing import NamedTuple

import httpx

from service.access.keys import Scope
from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running, in_days

Headers = dict[str, str] | dict[bytes, bytes]


class Route(NamedTuple):
    """A request that the route answers with `status`, and the scope that it takes; null where it takes no key.

    `other` is the answer to a key with that scope that is bound to a list which has nothing to do with the request.
    """

    scope: Scope | None
    status: int
    path: str
    body: object = None
    other: int = 404


# The finding that no contract with Cloudflare is recorded for the public list: its fingerprint is part of the contract.
_PROBLEM = hashlib.sha256(b"\x1f".join((b"R42", b"", b"cloudflare", b"", b"cloudflare", b""))).hexdigest()
_ON_ACME = hashlib.sha256(b"\x1f".join((_PROBLEM.encode(), b"acme"))).hexdigest()
ACCEPTANCE = f"/v1/findings/{_ON_ACME}/acceptance"
CSV = "sub_processor,purpose,location_iso\nFastly,Content delivery,US\n"
ROUTES: dict[tuple[str, str], Route] = {
    ("PUT", "/v1/processor"): Route("register:write", 200, "/v1/processor", factories.processor(), other=403),
    ("GET", "/v1/processor"): Route("register:read", 200, "/v1/processor", other=200),
    ("PUT", "/v1/controllers/{name}"): Route("register:write", 201, "/v1/controllers/new", factories.controller()),
    ("GET", "/v1/controllers/{name}"): Route("register:read", 200, "/v1/controllers/acme"),
    ("GET", "/v1/controllers"): Route("register:read", 200, "/v1/controllers", other=200),
    ("PUT", "/v1/subprocessors/{name}"): Route(
        "register:write", 201, "/v1/subprocessors/new", factories.subprocessor("New"), other=403
    ),
    ("GET", "/v1/subprocessors/{name}"): Route("register:read", 200, "/v1/subprocessors/cloudflare"),
    ("GET", "/v1/subprocessors"): Route("register:read", 200, "/v1/subprocessors", other=200),
    ("PUT", "/v1/controllers/{name}/subprocessors/{other}"): Route(
        "register:write", 200, ACME_CLOUDFLARE, factories.engagement()
    ),
    ("GET", "/v1/controllers/{name}/subprocessors/{other}"): Route("register:read", 200, ACME_CLOUDFLARE),
    ("DELETE", "/v1/controllers/{name}/subprocessors/{other}"): Route(
        "register:write", 200, "/v1/controllers/closed/subprocessors/cloudflare"
    ),
    ("GET", "/v1/controllers/{name}/subprocessors"): Route("register:read", 200, "/v1/controllers/acme/subprocessors"),
    ("GET", "/v1/controllers/{name}/transfers"): Route("check", 200, "/v1/controllers/acme/transfers"),
    ("GET", "/v1/controllers/{name}/findings"): Route("check", 200, "/v1/controllers/acme/findings"),
    ("GET", "/v1/controllers/{name}/forecast"): Route("check", 200, "/v1/controllers/acme/forecast"),
    ("GET", "/v1/findings"): Route("check", 200, "/v1/findings", other=200),
    ("GET", "/v1/controllers/{name}/changes"): Route("register:read", 200, "/v1/controllers/acme/changes"),
    ("GET", "/v1/changes/{change_id}"): Route("register:read", 200, "/v1/changes/{planned}"),
    ("POST", "/v1/changes/{change_id}/withdrawal"): Route(
        "register:write", 201, "/v1/changes/{planned}/withdrawal", {"reason": "a mistake"}
    ),
    ("POST", "/v1/findings/{fingerprint}/acceptance"): Route(
        "register:write", 201, ACCEPTANCE, {"reason": "under way", "until": str(in_days(9))}
    ),
    ("DELETE", "/v1/findings/{fingerprint}/acceptance"): Route("register:write", 204, ACCEPTANCE),
    ("POST", "/v1/assessments"): Route(
        "check", 200, "/v1/assessments", {"subprocessor": factories.subprocessor()}, other=200
    ),
    ("GET", "/v1/objections"): Route("register:read", 200, "/v1/objections", other=200),
    ("POST", "/v1/objections/{objection}/decision"): Route(
        "notices:decide", 404, "/v1/objections/unknown/decision", {"outcome": "rejected"}
    ),
    ("GET", "/v1/law"): Route("check", 200, "/v1/law", other=200),
    ("POST", "/v1/imports"): Route("register:write", 200, "/v1/imports?controller=acme", CSV),
    ("GET", "/lists/{name}"): Route(None, 200, "/lists/acme"),
    ("GET", "/lists/{name}/feed.atom"): Route(None, 200, "/lists/acme/feed.atom"),
    ("GET", "/lists/{name}/feed.json"): Route(None, 200, "/lists/acme/feed.json"),
    ("GET", "/lists/{name}/calendar.ics"): Route(None, 200, "/lists/acme/calendar.ics"),
    ("POST", "/lists/{name}/notices/{notice}/objections"): Route(
        None, 404, "/lists/acme/notices/unknown/objections", {"reason": "no"}
    ),
    ("GET", "/lists/{name}/objections/{objection}"): Route(None, 404, "/lists/acme/objections/unknown"),
    ("GET", "/lists/{name}/archive/{page}"): Route(None, 404, "/lists/acme/archive/1.atom"),
    ("GET", "/s/{token}"): Route(None, 404, "/s/unknown"),
    ("GET", "/s/{token}/feed.atom"): Route(None, 404, "/s/unknown/feed.atom"),
    ("GET", "/s/{token}/feed.json"): Route(None, 404, "/s/unknown/feed.json"),
    ("GET", "/s/{token}/calendar.ics"): Route(None, 404, "/s/unknown/calendar.ics"),
    ("GET", "/s/{token}/archive/{page}"): Route(None, 404, "/s/unknown/archive/1.atom"),
    ("POST", "/s/{token}/notices/{notice}/objections"): Route(
        None, 404, "/s/unknown/notices/unknown/objections", {"reason": "no"}
    ),
    ("GET", "/s/{token}/objections/{objection}"): Route(None, 404, "/s/unknown/objections/unknown"),
    ("GET", "/health/live"): Route(None, 200, "/health/live"),
    ("GET", "/health/ready"): Route(None, 200, "/health/ready"),
    ("GET", "/metrics"): Route(None, 200, "/metrics"),
    ("GET", "/static/style.css"): Route(None, 200, "/static/style.css"),
    ("GET", "/schema"): Route(None, 200, "/schema"),
    ("GET", "/schema/openapi.json"): Route(None, 200, "/schema/openapi.json"),
}
# But for the description of the API, which the framework serves.
ROUTES |= {
    ("HEAD", path): found for (method, path), found in ROUTES.items() if method == "GET" and "/schema" not in path
}
GUARDED = {name: route for name, route in ROUTES.items() if route.scope is not None}
OPEN = {name: route for name, route in ROUTES.items() if route.scope is None}


async def ask(service: Running, name: tuple[str, str], planned: str, headers: Headers) -> httpx.Response:
    """Send the request of a route with these headers alone."""
    route = ROUTES[name]
    path = route.path.replace("{planned}", planned)
    if isinstance(route.body, str):
        return await service.reader.request(name[0], path, headers=headers, content=route.body)
    return await service.reader.request(name[0], path, headers=headers, json=route.body)


async def statuses(
    service: Running, routes: dict[tuple[str, str], Route], planned: str, headers: Headers
) -> dict[tuple[str, str], int]:
    """What each route answers to the same headers."""
    return {name: (await ask(service, name, planned, headers)).status_code for name in routes}
