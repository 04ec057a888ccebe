"""Polls of feeds that memory can answer, before the framework is asked: most of what the service does all day.

Nothing is decided here that the handlers of `service.web.feeds` do not decide: an answer is sent again, while it is
fresh (`service.web.memory.freshness`): that of a public list to everybody, else to who sends the same credential.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from http import HTTPStatus
from time import time

from litestar.types import Scope, Send

from service.web.context import Context, only_with
from service.web.memory.sending import Conditions, Sent, sent_of


def answer(context: Context, path: str, values: Callable[[str], list[str]]) -> Sent | None:
    """Return what memory answers to a GET of a path; null where somebody else has to.

    `values` gives the values of the fields of the request that have a name (in lower case), none where it is absent.
    """
    now = time()
    found = context.remembered(path, now) or context.remembered(_with_credential(path, values), now)
    if found is None:
        return None
    shown, kept = found
    known = _value(values("if-none-match"))
    # Who names an entity tag is not asked for a date (RFC 9110 section 13.1.3).
    since = _value(values("if-modified-since")) if known is None else None
    asked = Conditions(_value(values("accept-encoding")), known, since)
    answered = sent_of(kept, shown, asked, now)
    if answered is None:
        return None
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
    fields: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in scope["headers"]:
        fields[name.decode("latin-1")].append(value.decode("latin-1"))
    found = answer(context, scope["path"], fields.__getitem__)
    if found is None:
        return False
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in found.fields]
    await send({"type": "http.response.start", "status": found.status, "headers": headers})
    await send({"type": "http.response.body", "body": found.body if method == "GET" else b"", "more_body": False})
    return True


def _with_credential(path: str, values: Callable[[str], Sequence[str]]) -> Hashable:
    return only_with(_value(values("authorization")) or "", path)


def _value(found: Sequence[str]) -> str | None:
    """Return the value of fields of one name, which are one, joined by commas (RFC 9110 section 5.3)."""
    return ", ".join(found) if found else None
