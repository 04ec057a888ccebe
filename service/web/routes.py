"""Every route of the service, on one page."""

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
    monitoring,
    objecting,
    objections,
)

ROUTES: list[ControllerRouterHandler] = [
    documents.ROUTES,
    controller_lists.ROUTES,
    findings.ROUTES,
    forecasts.ROUTES,
    acceptances.ROUTES,
    assessments.ROUTES,
    imports.ROUTES,
    law.ROUTES,
    objections.ROUTES,
    *lists.ROUTES,
    *feeds.ROUTES,
    *objecting.ROUTES,
    *health.ROUTES,
    *monitoring.ROUTES,
]
