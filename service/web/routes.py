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
    objecting,
    objections,
)
from service.web.monitoring import scraping

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
    *scraping.ROUTES,
]
