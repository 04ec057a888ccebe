"""Polls of feeds that memory can answer, before the framework is asked: most of what the service does all day.

Nothing is decided here that the handlers of `service.web.feeds` do not decide: an answer is sent again, while it is
fresh (`service.web.freshness`): that of a public list to everybody, else to who sends the same credential.
"""

from datetime import UTC, datetime

from litestar.types import Scope, Send

from service.web.context import Context
from service.web.sending import Conditions, Sent, sent


async def answered_from_memory(scope: Scope, send: Send, context: Context) -> bool:
    """Answer a request where memory can; false where somebody else has to."""
    method = scope.get("method")
    if method not in ("GET", "HEAD"):
        return False
    answer = _answer(scope, context)
    if answer is None:
        return False
    status, fields, body = answer
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body if method == "GET" else b"", "more_body": False})
    return True


def _answer(scope: Scope, context: Context) -> Sent | None:
    fields: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        # Several fields of one name are one, joined by commas (RFC 9110 section 5.3).
        fields[name] = value if name not in fields else b"%b, %b" % (fields[name], value)
    now = datetime.now(UTC)
    found = context.remembered(scope["path"], fields.get(b"authorization", b"").decode("latin-1"), now)
    if found is None:
        return None
    shown, kept = found
    asked = Conditions(*map(fields.get, (b"accept-encoding", b"if-none-match", b"if-modified-since")))
    return sent(kept, shown, asked, now)
