"""The page of the API: the OpenAPI document as a person reads it. Rendered here, without script or foreign asset.

Whatever the document says is shown (OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.1.html); nothing is known here of
the routes themselves.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from litestar import Router
from litestar.enums import MediaType
from litestar.openapi.plugins import OpenAPIRenderPlugin

from service.web.context import Asked
from service.web.description import openapi
from service.web.pages import english_page

_METHODS = ("get", "put", "post", "delete", "patch")  # HEAD and OPTIONS follow from the others
_LIMITS = {
    "pattern": "pattern {}",
    "format": "{}",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "{} characters at least",
    "maxLength": "{} characters at most",
    "minItems": "{} items at least",
    "maxItems": "{} items at most",
    "default": "{} if left out",
}
_Plain = Mapping[str, Any]


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation as the page lays it out; references to parameters, bodies and answers are looked up."""

    anchor: str
    method: str
    path: str
    words: tuple[str, ...]
    credentials: tuple[str, ...]
    parameters: list[_Plain]
    body: _Plain | None
    answers: list[tuple[str, _Plain]]


class ApiPage(OpenAPIRenderPlugin):
    """Serves the page, made once, when it is first asked for."""

    _made: bytes | None = None

    def __init__(self) -> None:
        """Take the place above the document itself."""
        super().__init__(path="/", media_type=MediaType.HTML)

    def receive_router(self, router: Router) -> None:
        """Take out the framework's own page for what is not there: that is answered as everywhere else."""
        router.routes[:] = [route for route in router.routes if not route.path_parameters]

    def render(self, request: Asked, openapi_schema: dict[str, Any]) -> bytes:
        """Return the page of the document."""
        if self._made is None:
            self._made = api_page(openapi.document(openapi_schema)).encode()
        return self._made


def api_page(document: _Plain) -> str:
    """Return an OpenAPI document (3.1, as plain values) as an HTML page."""
    groups: dict[str, list[Operation]] = {}
    for path, operations in document["paths"].items():
        for method in _METHODS:
            if method in operations:
                operation = _operation(document, method, path, operations[method])
                groups.setdefault(_group(path, operations[method]), []).append(operation)
    return english_page(
        "reference.html",
        info=document["info"],
        groups=groups,
        schemas=document.get("components", {}).get("schemas", {}),
        limits=limits,
    )


def limits(schema: _Plain) -> str:
    """Return what a schema says beside its type, in words."""
    return ", ".join(words.format(schema[name]) for name, words in _LIMITS.items() if name in schema)


def _operation(document: _Plain, method: str, path: str, said: _Plain) -> Operation:
    body = said.get("requestBody")
    # The framework makes a summary of a function's name, where nobody wrote one.
    words = (said.get("summary", ""), said.get("description", ""))
    return Operation(
        anchor=f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
        method=method.upper(),
        path=path,
        words=tuple(sentence for sentence in words if " " in sentence),
        credentials=tuple(_credentials(said.get("security", document.get("security", [])))),
        parameters=[_found(document, parameter) for parameter in said.get("parameters", [])],
        body=None if body is None else _found(document, body),
        answers=[(status, _found(document, answer)) for status, answer in said.get("responses", {}).items()],
    )


def _credentials(security: list[Mapping[str, list[str]]]) -> Iterator[str]:
    """Yield each way to be let in: a scheme with its scopes, or none at all."""
    for way in security:
        yield " and ".join(f"{scheme} ({', '.join(scopes)})" if scopes else scheme for scheme, scopes in way.items())


def _found(document: _Plain, node: _Plain) -> _Plain:
    """Return what a reference within the document leads to (JSON Pointer), or the node itself where it is none."""
    while "$ref" in node:
        found: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def _group(path: str, said: _Plain) -> str:
    """Return under which heading an operation stands: its first tag, else where its path begins."""
    if said.get("tags"):
        return str(said["tags"][0])
    first, *rest = path.strip("/").split("/")
    return rest[0] if first == "v1" else first
