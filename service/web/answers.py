"""Answers of the compliance API: JSON, entity tags, and what a write has to say."""

from http import HTTPStatus
from typing import Any

from litestar import Response

from service import feed
from service.documents import etag, to_json
from service.register.writing import Receipt
from service.web.context import Asked
from service.web.parameters import field


def json(document: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:  # noqa: ANN401 — a struct or plain document
    """Answer with JSON; no cache keeps it (`service.web.security_headers`)."""
    return Response(
        to_json(document),
        status_code=status,
        media_type="application/json",
        headers=headers,
    )


def found(document: Any) -> Response[bytes]:  # noqa: ANN401 — a struct or plain document
    """Answer with a document and its entity tag."""
    return json(document, headers={"ETag": etag(document)})


def unless_known(request: Asked, body: bytes, etag: str) -> Response[bytes]:
    """Answer with JSON and its entity tag, or 304 to who names that in If-None-Match (RFC 9110 section 13.1.2)."""
    known = field(request, "If-None-Match")
    if known is not None and feed.is_known(known, etag):
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    return Response(body, media_type="application/json", headers={"ETag": etag})


def written(receipt: Receipt, document: Any) -> Response[bytes]:  # noqa: ANN401 — a struct
    """Answer a PUT: the document as it holds on its effective day, its entity tag, and the changes made."""
    headers = {"ETag": etag(document)}
    if receipt.changes:
        headers["Subreg-Change"] = ", ".join(map(str, receipt.changes))
    return json(document, status=201 if receipt.created else 200, headers=headers)
