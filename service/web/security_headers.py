"""What every answer tells a browser, so that nothing in it is run, framed, guessed at or told on to other sites.

Pages say more (`service.web.pages`), all else has these as they are: a document that is no page is opened in a sandbox.
Strict-Transport-Security is for the proxy that speaks TLS. Permissions-Policy would forbid what no script is there to
ask for.
"""

from litestar.types import Message, Send

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # an address may be a capability
    "X-Content-Type-Options": "nosniff",
}
_FIELDS = [
    (name.lower().encode("ascii"), value.encode("ascii"))
    for name, value in {**SECURITY_HEADERS, "Cache-Control": "no-store"}.items()
]


def secured(send: Send) -> Send:
    """Return what sends an answer (ASGI) with these headers, each where it has none of that name.

    What says nothing of caches is kept by none.
    """

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            lacking = [field for field in _FIELDS if field[0] not in given]
            message["headers"] = [*message["headers"], *lacking]
        await send(message)

    return sent
