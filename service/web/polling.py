"""Polls of feeds that memory can answer, before the framework is asked: most of what the service does all day.

Nothing is decided here that the handlers of `service.web.feeds` do not decide: an answer is sent again, while it is
fresh (`service.web.freshness`), to who asks for the same with the same credential.
"""

from datetime import UTC, datetime

from litestar.enums import HttpMethod, ScopeType
from litestar.types import Message, Scope, Send

from service.access.secrets import digest
from service.web.context import Context
from service.web.sending import Conditions, Sent, sent

_NOBODY = digest("")
_LIST = b", "


async def answered_from_memory(scope: Scope, send: Send, context: Context) -> bool:
    """Answer a request where memory can; false where somebody else has to."""
    if scope["type"] != ScopeType.HTTP or scope["method"] not in (HttpMethod.GET, HttpMethod.HEAD):
        return False
    answer = _answer(scope, context)
    if answer is None:
        return False
    body = b"" if scope["method"] == HttpMethod.HEAD else answer.body
    start: Message = {"type": "http.response.start", "status": answer.status, "headers": answer.fields}
    await send(start)
    await send({"type": "http.response.body", "body": body, "more_body": False})
    return True


def _answer(scope: Scope, context: Context) -> Sent | None:
    fields: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        # Several fields of one name are one, joined by commas (RFC 9110 section 5.3).
        fields[name] = value if name not in fields else fields[name] + _LIST + value
    authorization = fields.get(b"authorization")
    key = (scope["path"], _NOBODY if authorization is None else digest(authorization.decode("latin-1")))
    now = datetime.now(UTC)
    found = context.remembered(key, now)
    if found is None:
        return None
    shown, kept = found
    asked = Conditions(
        _text(fields.get(b"accept-encoding")),
        _text(fields.get(b"if-none-match")),
        _text(fields.get(b"if-modified-since")),
    )
    return sent(kept, shown, asked, now)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")
