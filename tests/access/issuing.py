"""An OIDC issuer as a service meets it: an HTTP server of its own with discovery, keys and signed access tokens."""

import asyncio
import json
import socket
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from service.access.staff import ALGORITHMS

AUDIENCE = "https://subreg.example.com"
REALM = "/realms/staff"
DISCOVERY = f"{REALM}/.well-known/openid-configuration"
KEYS = f"{REALM}/keys"
SUBJECT = "7b1e5c0a-0c2f-4f0a-9f0e-5a5f1f2d3c4b"
# Made once: an RSA key takes a second.
RSA: RSAKey = RSAKey.generate_key(2048, {"kid": "rsa"})
OTHER_RSA: RSAKey = RSAKey.generate_key(2048, {"kid": "other-rsa"})
EC: ECKey = ECKey.generate_key("P-256", {"kid": "ec"})
OKP: OKPKey = OKPKey.generate_key("Ed25519", {"kid": "okp"})
FOR_TESTS = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)


def claims(issuer: str, **others: Any) -> dict[str, Any]:  # noqa: ANN401 — claims of any type; null takes one out
    """What an access token for the register says."""
    now = int(time.time())
    found = {"iss": issuer, "aud": AUDIENCE, "sub": SUBJECT, "iat": now, "exp": now + 300, "scope": "register:read"}
    return {name: value for name, value in (found | others).items() if value is not None}


class Issuing:
    """A running issuer. `keys` are those that it publishes; what it answers can be changed while it runs."""

    def __init__(self, port: int) -> None:
        """Begin with an RSA key and an EC key."""
        self.address = f"http://127.0.0.1:{port}{REALM}"
        self.keys: list[Key] = [RSA, EC]
        self.asked: list[str] = []
        self.answers: dict[str, tuple[str, dict[str, str], bytes]] = {}
        self.pause = 0.0  # between the bytes of a body
        self.holds = asyncio.Event()
        self.holds.set()
        self._port = port
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of a service that trusts this issuer."""
        return {"oidc_issuer": self.address, "oidc_audience": AUDIENCE}

    @property
    def times(self) -> int:
        """How often it was asked for its keys."""
        return self.asked.count(DISCOVERY)

    def token(self, key: Key = RSA, alg: str = "RS256", header: dict[str, Any] | None = None, **others: Any) -> str:  # noqa: ANN401 — as `claims`
        """An access token that this issuer signed."""
        fields = {"alg": alg, "kid": key.kid, "typ": "at+jwt"} | (header or {})
        given = {name: value for name, value in fields.items() if value is not None}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # of the name EdDSA
            return jwt.encode(given, claims(self.address, **others), key, registry=FOR_TESTS, default_type=None)

    def answer(self, path: str, body: Any, status: str = "200 OK", **fields: str) -> None:  # noqa: ANN401 — JSON, or bytes as they are
        """Answer so from now on."""
        self.answers[path] = (status, fields, body if isinstance(body, bytes) else json.dumps(body).encode())

    async def begin(self) -> None:
        """Listen."""

        def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._serving.add(asyncio.create_task(self._serve(reader, writer)))

        self._server = await asyncio.start_server(accepted, "127.0.0.1", self._port)

    async def end(self) -> None:
        """Be away: nobody can connect."""
        self.holds.set()
        if self._server is not None:
            self._server.close()
            self._server = None
        await asyncio.gather(*self._serving)
        self._serving.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            async with asyncio.timeout(1):  # who speaks TLS never sends a request
                path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
            self.asked.append(path)
            await self.holds.wait()
            status, fields, body = self._answer(path)
            head = {"Content-Length": str(len(body)), "Connection": "close"} | fields
            lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
            writer.write(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode())
            for piece in (body[n : n + 1] for n in range(len(body))) if self.pause else (body,):
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(self.pause)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    def _answer(self, path: str) -> tuple[str, dict[str, str], bytes]:
        if path in self.answers:
            return self.answers[path]
        root = self.address.removesuffix(REALM)
        documents = {
            DISCOVERY: {"issuer": self.address, "jwks_uri": root + KEYS},
            KEYS: {"keys": [key.as_dict(private=False) for key in self.keys]},
        }
        if path not in documents:
            return "404 Not Found", {}, b""
        return "200 OK", {}, json.dumps(documents[path]).encode()


@asynccontextmanager
async def issuing() -> AsyncIterator[Issuing]:
    """An issuer, while it lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        issuer = Issuing(probe.getsockname()[1])
    await issuer.begin()
    try:
        yield issuer
    finally:
        await issuer.end()


def fresh(kid: str) -> RSAKey:
    """A key that nobody has yet."""
    return RSAKey.generate_key(2048, {"kid": kid})
