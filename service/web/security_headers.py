"""What every answer tells a browser, so that nothing in it is run, framed, guessed at or told on to other sites.

A page may have its style sheet and its forms; a document that is no page is opened in a sandbox.
Strict-Transport-Security is for the proxy that speaks TLS. Permissions-Policy would forbid what no script is there to
ask for.
"""

from collections.abc import Mapping

from litestar.types import Message, Send

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # an address may be a capability
    "X-Content-Type-Options": "nosniff",
}
_PAGE_HEADERS = SECURITY_HEADERS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    # Of pages alone: a browser does not open what is in a sandbox and has this too.
    "Cross-Origin-Opener-Policy": "same-origin",
}
_Fields = list[tuple[bytes, bytes]]


def _fields(headers: Mapping[str, str]) -> _Fields:
    fields = {**headers, "Cache-Control": "no-store"}
    return [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in fields.items()]


_FIELDS, _PAGE_FIELDS = _fields(SECURITY_HEADERS), _fields(_PAGE_HEADERS)


def secured(send: Send) -> Send:
    """Return what sends an answer (ASGI) with these headers, each where it has none of that name.

    What says nothing of caches is kept by none.
    """

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower(): value for name, value in message["headers"]}
            is_page = given.get(b"content-type", b"").startswith(b"text/html")
            lacking = [field for field in (_PAGE_FIELDS if is_page else _FIELDS) if field[0] not in given]
            message["headers"] = [*message["headers"], *lacking]
        await send(message)

    return sent
