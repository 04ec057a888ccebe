"""Errors as answers: RFC 9457 problem documents for programs, a page for people who read a list.

The one table from errors to HTTP. Nothing else in the service knows a status code of an error.
"""

import logging
import re
from http import HTTPStatus
from typing import Any

from litestar import Response
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from service import errors
from service.database.errors import AWAY
from service.documents import to_json
from service.errors import Place, RegisterError
from service.web.context import Asked, path_of
from service.web.pages import error_page

logger = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
URN = "urn:subreg:problem:"
STATUS: dict[type[RegisterError], tuple[int, str]] = {
    errors.Malformed: (400, "The request cannot be read"),
    errors.Unauthorised: (401, "Not authorised"),
    errors.Forbidden: (403, "A scope is lacking"),
    errors.NotFound: (404, "Not found"),
    errors.RequestTimeout: (408, "The request took too long to come"),
    errors.Conflict: (409, "The register does not allow it"),
    errors.Gone: (410, "Closed for good"),
    errors.PreconditionFailed: (412, "Somebody else wrote in between"),
    errors.NoticePeriod: (422, "Before the notice period is over"),
    errors.Invalid: (422, "The document breaks a rule"),
    errors.TooManyRequests: (429, "Too many requests"),
    errors.Unavailable: (503, "Not available now"),
}
# What the framework refuses before a handler is asked; the names stay, whatever the framework calls them.
FRAMEWORK: dict[int, tuple[str, str]] = {
    400: (errors.Malformed.code, STATUS[errors.Malformed][1]),
    404: (errors.NotFound.code, STATUS[errors.NotFound][1]),
    405: ("method-not-allowed", "Method not allowed"),
    413: ("too-large", "The body is too large"),
}
POINTERS: dict[int, str] = {404: "/path", 413: ""}


def problem(request: Asked, status: int, code: str, title: str, detail: str, places: tuple[Place, ...] = ()) -> Any:  # noqa: ANN401 — a response of either media type, from the members of RFC 9457
    """Answer with an error, as a page where the client reads pages and asks for a list, else as a problem document."""
    headers = _headers(request, status)
    if _reads_pages(request):
        return Response(
            error_page(status, title, detail),
            status_code=status,
            media_type="text/html",
            headers=headers,
        )
    body: dict[str, Any] = {"type": URN + code, "title": title, "status": status, "detail": detail}
    if places:
        body["errors"] = [{"pointer": place.pointer, "detail": place.detail} for place in places]
    return Response(to_json(body), status_code=status, media_type=PROBLEM, headers=headers)


def from_register(request: Asked, error: RegisterError) -> Any:  # noqa: ANN401 — as `problem`
    """Answer an error of the register."""
    status, title = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    answer = problem(request, status, error.code, title, error.detail, error.errors)
    if isinstance(error, errors.TooManyRequests):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


def from_framework(request: Asked, error: HTTPException) -> Any:  # noqa: ANN401 — as `problem`
    """Answer an error of the framework: no such route, another method, a body that is too large."""
    status = error.status_code
    if path_of(request).startswith("/v1") and "Authorization" not in request.headers:
        # No route of /v1 answers without a key, and one that does not exist is no exception.
        return from_register(request, errors.Unauthorised("Send a key: Authorization: Bearer <key>."))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return from_anything(request, error)
    code, title = FRAMEWORK.get(status, FRAMEWORK[400])
    sentence = _sentence(request, error)
    places = (Place(POINTERS[status], sentence),) if status in POINTERS else ()
    answer = problem(request, status, code, title, sentence, places)
    for name, value in (error.headers or {}).items():
        answer.headers.setdefault(name, value)
    return answer


def from_database(request: Asked, error: Exception) -> Any:  # noqa: ANN401 — as `problem`
    """Answer a database that cannot be reached now, or that a long write keeps busy for longer than a reader waits."""
    logger.error("the database cannot answer now: %r", error)
    detail = "The register cannot answer now. Try again in a few seconds."
    if request.method not in (HttpMethod.GET, HttpMethod.HEAD):
        # The connection may have ended while the commit was on its way back.
        detail += " Whether this was stored is not known: read it first; the same PUT again changes nothing twice."
    return problem(request, 503, "unavailable", "Not available now", detail)


def from_anything(request: Asked, error: Exception) -> Any:  # noqa: ANN401 — as `problem`
    """Answer a mistake of our own, and log it with its trace."""
    logger.error("%s %s failed", request.method, request.scope["path_template"], exc_info=error)
    detail = "Something went wrong in the service; nothing of the request was stored. The operator's log says more."
    return problem(request, 500, "internal", "Internal error", detail)


HANDLERS: ExceptionHandlersMap = {
    RegisterError: from_register,
    HTTPException: from_framework,
    **dict.fromkeys(AWAY, from_database),
    Exception: from_anything,
}


def _headers(request: Asked, status: int) -> dict[str, str]:
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return {"Retry-After": "5"}
    if status == HTTPStatus.UNAUTHORIZED:
        basic = path_of(request).startswith("/lists/")
        challenge = 'Basic realm="subreg", charset="UTF-8"' if basic else 'Bearer realm="subreg"'
        if not basic and "Authorization" in request.headers:
            challenge += ', error="invalid_token"'  # RFC 6750 section 3: only to who sent one
        return {"WWW-Authenticate": challenge}
    return {}


def _reads_pages(request: Asked) -> bool:
    if not path_of(request).startswith(("/lists/", "/s/")) or path_of(request).endswith(".atom"):
        return False
    return request.accept.best_match(["application/json", PROBLEM, "text/html"], "application/json") == "text/html"


def _sentence(request: Asked, error: HTTPException) -> str:
    # Errors are copied into tickets: the token of a capability address is not among them.
    path = re.sub("^/s/[^/]+", "/s/{token}", path_of(request))
    if error.status_code == HTTPStatus.NOT_FOUND:
        return f"There is no {path} here. Slugs are 1 to 63 of a-z, 0-9 and '-'; the routes are listed at /schema."
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return "The body is too large: a document has at most 1 MB, an import at most 5 MB. Split it."
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"{request.method} is not a method of {path}."
    return f"{error.detail.rstrip('.')}."
