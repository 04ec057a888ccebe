"""The OpenAPI 3.1 document: the framework's routes and the handlers' words, and what goes in and comes out of each.

HEAD and OPTIONS stand in no operation: HEAD answers wherever GET does, and a client generator would double all of them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from litestar.openapi.plugins import JsonRenderPlugin

from service.errors import NoticePeriod
from service.web.context import Asked
from service.web.description import described
from service.web.description.links import Link
from service.web.description.operations import OPERATIONS, Operation
from service.web.description.schemas import Schema, reference, schemas_of
from service.web.description.shapes import Problem
from service.web.problems import FRAMEWORK, PROBLEM, STATUS

_ABOUT = (
    "A register of sub-processors and cross-border transfers. Whatever answers GET answers HEAD too, and every path "
    "answers OPTIONS with the methods that it takes. Errors are problem documents (RFC 9457) with a stable `type`."
)
_SECURITY: Schema = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key, or an access token of the OIDC issuer that the operator named (RFC 6750).",
    },
    "token": {"type": "http", "scheme": "basic", "description": "A subscriber token as the password, any user name."},
}
# Of 422, which has two types, the one that any document may meet.
_PROBLEMS = FRAMEWORK | {status: (kind.code, title) for kind, (status, title) in STATUS.items() if kind != NoticePeriod}
_DONE = {200, 201}
_FIELDS = {401: ("WWW-Authenticate",), 405: ("Allow",), 429: ("Retry-After",), 503: ("Retry-After",)}
_SLUGS = {"controller", "subprocessor"}
_TEXT: Schema = {"type": "string"}
_FILE: Schema = {"type": "string", "format": "binary"}  # taken as bytes, text or not
_Type = Any  # a Struct, or the name of a media type


class Document(JsonRenderPlugin):
    """Serves the document, made once, when it is first asked for."""

    _made: bytes | None = None

    def render(self, request: Asked, openapi_schema: dict[str, Any]) -> bytes:
        """Return the document as JSON; `openapi_schema` is what the framework says of the routes."""
        if self._made is None:
            self._made = msgspec.json.encode(document(openapi_schema))
        return self._made


def document(framework: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document, given the framework's, of which are taken its head, security schemes and handlers' words."""
    words = {
        (method, _shape(path)): operation["description"]
        for path, operations in framework["paths"].items()
        for method, operation in operations.items()
    }
    paths: dict[str, Any] = {}
    for (method, path), operation in OPERATIONS.items():
        paths.setdefault(path, {})[method] = _operation(path, operation, words[method, _shape(path)])
    components = framework.get("components", {})
    return {
        **framework,
        "info": framework["info"] | {"description": _ABOUT},
        "paths": paths,
        "components": components
        | {
            "schemas": schemas_of([*_types(), Problem]),
            "responses": {name: error for status in _PROBLEMS for name, error in _errors(status)},
            "securitySchemes": _SECURITY | components.get("securitySchemes", {}),
        },
    }


def _shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def _types() -> Iterator[type]:
    """Yield every Struct that goes in or comes out, each once."""
    medias = [media for one in OPERATIONS.values() for media in (one.body, *one.answers.values())]
    yield from dict.fromkeys(shape for media in medias for shape in media.values() if shape is not None)


def _operation(path: str, operation: Operation, words: str) -> dict[str, Any]:
    summary, _, rest = words.partition("\n\n")
    found: Schema = {
        "tags": [_tag(path)],
        "operationId": operation.name,
        "summary": " ".join(summary.split()),
        "description": " ".join(rest.split()),
        "parameters": list(_parameters(path, operation)),
        "requestBody": {"required": True, "content": _content(operation.body, taken=True)} if operation.body else None,
        "responses": dict(_responses(path, operation)),
        "security": _security(path, operation),
    }
    if not operation.body:
        del found["requestBody"]
    return found


def _tag(path: str) -> str:
    first, *rest = path.strip("/").split("/")
    return rest[0] if first == "v1" else {"s": "lists", "static": "lists"}.get(first, first)


def _security(path: str, operation: Operation) -> list[dict[str, list[str]]]:
    if operation.scope is not None:
        return [{"key": [operation.scope]}]
    return [{}, {"token": []}] if path.startswith("/lists/") else []


def _parameters(path: str, operation: Operation) -> Iterator[Schema]:
    for name in re.findall(r"\{(\w+)\}", path):
        yield _parameter("path", name, described.PATH[name], required=True)
    for name in operation.query:
        called = described.CALLED.get(name, name)
        yield _parameter("query", called, described.QUERY[name], required=name in described.REQUIRED)
    for name in operation.headers:
        yield _parameter("header", name, described.HEADERS[name], required=False)


def _parameter(place: str, name: str, said: tuple[Schema, str], *, required: bool) -> Schema:
    schema, words = said
    return {"name": name, "in": place, "required": required, "description": words, "schema": schema}


def _content(media: Mapping[str, _Type], *, taken: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for media_type, shape in media.items():
        schema = (_FILE if taken else _TEXT) if shape is None else reference(shape.__name__)
        found[media_type] = {"schema": schema}
        example = described.EXAMPLES.get(media_type if shape is None else shape)
        if taken and example is not None:
            found[media_type]["examples"] = {"small": {"value": example}}
    return found


def _responses(path: str, operation: Operation) -> Iterator[tuple[str, Schema]]:
    for status, media in operation.answers.items():
        answer: Schema = {"description": HTTPStatus(status).phrase}
        if media:
            answer["content"] = _content(media)
        if status in operation.gives:
            answer["headers"] = _headers(operation.gives[status])
        if operation.links and status in _DONE:
            answer["links"] = dict(_links(operation.links))
        yield str(status), answer
    reads_pages = _tag(path) == "lists" and not path.endswith(".atom") and "static" not in path
    for status in sorted({*_statuses(path, operation), *operation.errors}):
        yield str(status), {"$ref": f"#/components/responses/{_name(status, pages=reads_pages)}"}


def _statuses(path: str, operation: Operation) -> Iterable[int]:
    """Return the statuses of errors that follow from where an operation stands and from what it takes."""
    yield 405
    own = set(re.findall(r"\{(\w+)\}", path))
    if operation.body:
        yield from (408, 413)
    if path.startswith("/v1/"):
        yield from (400, 401, 403, 429, 503)
        yield from (404,) if own else ()
        yield from (422,) if own & _SLUGS else ()
    elif path.startswith("/lists/"):
        yield from (401, 404, 410, 429, 503)
    elif path.startswith("/s/"):
        yield from (404, 410, 429, 503)


def _links(links: Iterable[Link]) -> Iterator[tuple[str, Schema]]:
    for one in links:
        yield one.operation, {"operationId": one.operation, "parameters": one.parameters}


def _headers(names: Iterable[str]) -> dict[str, Schema]:
    return {
        name: {"description": words, "schema": schema, "required": name not in described.OPTIONAL}
        for name in names
        for schema, words in (described.ANSWERED[name],)
    }


def _name(status: int, *, pages: bool) -> str:
    return _PROBLEMS[status][0].title().replace("-", "") + ("Page" if pages else "")


def _errors(status: int) -> Iterator[tuple[str, Schema]]:
    """Yield the answer of an error by name: as a problem document, and where pages are read also as a page."""
    problem = {PROBLEM: {"schema": reference(Problem.__name__)}}
    for pages in (False, True):
        content = problem | {"text/html": {"schema": {"type": "string"}}} if pages else problem
        answer: Schema = {"description": f"{_PROBLEMS[status][1]}.", "content": content}
        if status in _FIELDS:
            answer["headers"] = _headers(_FIELDS[status])
        yield _name(status, pages=pages), answer
