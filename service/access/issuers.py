"""The issuer of staff's access tokens: its keys, found by discovery and kept in memory.

OpenID Connect Discovery 1.0 (the document, and in section 4.3 that it must name the issuer that was asked) and RFC 7517
(the keys). Whoever sends tokens must not be able to make this service ask often, for long or elsewhere: hence the
cool-down, the patience, the limit on bytes, and that no redirect is followed.
"""

import asyncio
import logging
import math
import ssl
import warnings
from collections.abc import Callable, Sequence
from http import HTTPStatus
from time import monotonic
from typing import Any

import httpx
import msgspec
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import Key, KeySet, import_key

from service.access.trust import is_trusted_address
from service.errors import Unavailable

EVERY_SECONDS = 600.0  # keys that the issuer withdrew open nothing after that at the latest
COOL_DOWN_SECONDS = 10.0
PATIENCE_SECONDS = 5.0  # for each step; twice that for all of them
MOST_BYTES = 262_144
MOST_KEYS = 100  # issuers have less than ten; to read a thousand keeps all else waiting

_log = logging.getLogger(__name__)


class _Unfit(Exception):
    """What the issuer answers cannot be used; the sentence is for the operator's log."""


class _Discovery(msgspec.Struct):
    issuer: str
    jwks_uri: str


class _Keys(msgspec.Struct):
    keys: list[dict[str, Any]]


_FAILED = (
    *(_Unfit, httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError),
    *(msgspec.MsgspecError, UnicodeError, RecursionError),
)


class Issuer:
    """The keys of an issuer as this process knows them. `clock` gives seconds that never go back."""

    def __init__(self, address: str, clock: Callable[[], float] = monotonic) -> None:
        """Begin without a key; `address` is the issuer to the letter."""
        self.keys = KeySet([])
        self._address, self._clock = address, clock
        self._answers, self._is_told, self._told_left_out = False, False, ""
        self._asked = -math.inf
        self._asking = asyncio.Lock()
        self._tls = ssl.create_default_context()

    async def look_anew(self) -> None:
        """Ask for the keys, unless that was done in the last seconds, by whomever.

        Raises Unavailable where the issuer did not answer the last time: a key that is unknown may be a new one.
        """
        async with self._asking:
            if self._clock() - self._asked >= COOL_DOWN_SECONDS:
                await self._ask()
        if not self._answers:
            detail = "The issuer of this access token cannot be asked for its keys now. Try again soon, or send a key."
            raise Unavailable(detail)

    async def keep_for_ever(self) -> None:
        """Ask for the keys now and then; while the issuer is away those that are known go on."""
        while True:
            async with self._asking:
                await self._ask()
            await asyncio.sleep(EVERY_SECONDS if self._answers else COOL_DOWN_SECONDS)

    async def _ask(self) -> None:
        try:
            async with asyncio.timeout(2 * PATIENCE_SECONDS):
                keys, left_out = _usable(await self._fetch())
            self.keys = KeySet(keys)
            self._tell_what_is_left_out(left_out)
            if not self.keys:
                raise _Unfit("none of its keys can be used: RSA of 2048 bits or more, EC or OKP, to sign")
        except _FAILED as error:
            if not self._is_told:
                _log.error("The keys of the issuer %s cannot be had: %.500r", self._address, error)
            self._answers, self._is_told = False, True
        else:
            self._answers, self._is_told = True, False
        finally:
            self._asked = self._clock()

    def _tell_what_is_left_out(self, errors: Sequence[Exception]) -> None:
        """Say it in one line, however many there are, and again only where it is something else."""
        told = f"{len(errors)} left out, the first for {errors[0]!r:.300}" if errors else ""
        if told and told != self._told_left_out:
            _log.warning("Of the keys of the issuer %s are %s", self._address, told)
        self._told_left_out = told

    async def _fetch(self) -> list[dict[str, Any]]:
        # Neither proxies nor passwords from the environment: what this service reads of it are its settings.
        fields = {"Accept": "application/json", "Accept-Encoding": "identity"}
        async with httpx.AsyncClient(
            verify=self._tls, trust_env=False, headers=fields, timeout=PATIENCE_SECONDS
        ) as client:
            document = await _get(client, self._address.rstrip("/") + "/.well-known/openid-configuration")
            found = msgspec.json.decode(document, type=_Discovery)
            if found.issuer != self._address:
                raise _Unfit(f"its discovery document is that of {found.issuer!r}")
            if not is_trusted_address(found.jwks_uri):
                raise _Unfit(f"its keys are at {found.jwks_uri!r}, which is no https address")
            return msgspec.json.decode(await _get(client, found.jwks_uri), type=_Keys).keys


async def _get(client: httpx.AsyncClient, url: str) -> bytes:
    body = b""
    async with client.stream("GET", url, follow_redirects=False) as answer:
        if answer.status_code != HTTPStatus.OK:
            raise _Unfit(f"{url} answers {answer.status_code}")
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > MOST_BYTES:
                raise _Unfit(f"{url} has more than {MOST_BYTES} bytes")
    return body


def _usable(documents: Sequence[dict[str, Any]]) -> tuple[list[Key], list[Exception]]:
    """Give the keys that can verify a signature, and why others cannot; what is not understood is left out.

    So RFC 7517 section 5 has it. A symmetric key is none of them, for who can verify with it can sign, nor is a private
    one, with which everybody could; to complete an RSA key of its private exponent takes minutes, too. Raises _Unfit
    for too many.
    """
    if len(documents) > MOST_KEYS:
        raise _Unfit(f"it has {len(documents)} keys, more than {MOST_KEYS}")
    keys, left_out = list[Key](), list[Exception]()
    for document in documents:
        if document.get("kty") not in ("RSA", "EC", "OKP") or document.get("use", "sig") != "sig":
            continue
        try:
            keys.append(_public_key(document))
        except (JoseError, SecurityWarning, ValueError, TypeError, LookupError) as error:
            left_out.append(error)
    return keys, left_out


def _public_key(document: dict[str, Any]) -> Key:
    if "d" in document:
        raise ValueError("its private part is published: whoever reads it can make tokens")
    with warnings.catch_warnings():
        warnings.simplefilter("error", SecurityWarning)  # of RSA keys that are too short
        return import_key(document)
