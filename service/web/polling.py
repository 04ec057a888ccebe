"""Polls of feeds that memory can answer, before the framework is asked: most of what the service does all day.

Nothing is decided here that the handlers of `service.web.feeds` do not decide: an answer is sent again, while it is
fresh (`service.web.freshness`): that of a public list to everybody, else to who sends the same credential.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from litestar.types import Scope, Send

from service.web.context import Context
from service.web.sending import Conditions, Sent, sent


def answer(context: Context, path: str, value: Callable[[str], str | None]) -> Sent | None:
    """Return what memory answers to a GET of a path; null where somebody else has to.

    `value` gives the value of a field of the request by its name in lower case, null where it is absent.
    """
    now = datetime.now(UTC)
    found = context.remembered(path, value("authorization") or "", now)
    if found is None:
        return None
    shown, kept = found
    asked = Conditions(value("accept-encoding"), value("if-none-match"), value("if-modified-since"))
    answered = sent(kept, shown, asked, now)
    if answered.status == HTTPStatus.NOT_MODIFIED:
        context.polls.memory_unchanged += 1
    else:
        context.polls.memory_full += 1
    return answered


async def answered_from_memory(scope: Scope, send: Send, context: Context) -> bool:
    """Answer a request where memory can; false where somebody else has to."""
    method = scope.get("method")
    if method not in ("GET", "HEAD"):
        return False
    fields: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        # Several fields of one name are one, joined by commas (RFC 9110 section 5.3).
        fields[name] = value if name not in fields else f"{fields[name]}, {value}"
    found = answer(context, scope["path"], fields.get)
    if found is None:
        return False
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in found.fields]
    await send({"type": "http.response.start", "status": found.status, "headers": headers})
    await send({"type": "http.response.body", "body": found.body if method == "GET" else b"", "more_body": False})
    return True
