"""Every route of the service, on one page."""

from litestar import Router
from litestar.openapi.spec import SecurityScheme
from litestar.types import ControllerRouterHandler

from service.web import (
    acceptances,
    assessments,
    controller_lists,
    documents,
    feeds,
    findings,
    forecasts,
    health,
    imports,
    law,
    lists,
    objecting,
    objections,
)

BEARER = SecurityScheme(
    type="http",
    scheme="bearer",
    description="A key, or an access token of the OIDC issuer that the operator named (RFC 6750).",
)
_API = Router(
    path="/",
    security=[{"bearer": []}],
    route_handlers=[
        documents.ROUTES,
        controller_lists.ROUTES,
        findings.ROUTES,
        forecasts.ROUTES,
        acceptances.ROUTES,
        assessments.ROUTES,
        imports.ROUTES,
        law.ROUTES,
        objections.ROUTES,
    ],
)
ROUTES: list[ControllerRouterHandler] = [_API, *lists.ROUTES, *feeds.ROUTES, *objecting.ROUTES, *health.ROUTES]
