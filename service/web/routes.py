"""Every route of the service, on one page."""

from litestar.types import ControllerRouterHandler

from service.web import acceptances, assessments, controller_lists, documents, health, imports, lists

ROUTES: list[ControllerRouterHandler] = [
    documents.ROUTES,
    controller_lists.ROUTES,
    acceptances.ROUTES,
    assessments.ROUTES,
    imports.ROUTES,
    *lists.ROUTES,
    *health.ROUTES,
]
