"""Answers of the compliance API: JSON, entity tags, and what a write has to say."""

from typing import Any

from litestar import Response

from service.documents import etag, to_json
from service.register.writing import Receipt


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


def written(receipt: Receipt, document: Any) -> Response[bytes]:  # noqa: ANN401 — a struct
    """Answer a PUT: the document as it holds on its effective day, its entity tag, and the changes made."""
    headers = {"ETag": etag(document)}
    if receipt.changes:
        headers["Subreg-Change"] = ", ".join(map(str, receipt.changes))
    return json(document, status=201 if receipt.created else 200, headers=headers)
