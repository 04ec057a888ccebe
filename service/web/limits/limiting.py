"""Limits: how often a caller is answered, and with what it is counted.

A key or a token that opened something here is counted by itself, wherever it comes from: many customers read their
feeds through one aggregator. All else is counted by its address, and of public lists each feed apart. Wrong keys and
tokens are counted by their address too, apart, and are not looked up any more once there were too many. A poll that
turns out to be unchanged costs nothing and is never refused; what memory answers (`service.web.memory.polling`) does
not come here at all.
"""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from hashlib import blake2b
from http import HTTPStatus
from time import monotonic

from litestar import Request
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from litestar.utils import normalize_path

from service import urls
from service.access.tokens import password_of
from service.errors import RegisterError, TooManyRequests, Unavailable
from service.rates import Rates
from service.web import problems
from service.web.context import Asked, was_let_in
from service.web.feeds import is_feed
from service.web.limits.buckets import Buckets

LANE_SECONDS = 60.0  # longer than a feed reader waits
_CONDITIONS = (b"if-none-match", b"if-modified-since")
_UNKNOWN = "unknown"


class Limits:
    """The limits of one process, and whom it remembers. `clock` gives seconds that never go back."""

    def __init__(self, rates: Rates, clock: Callable[[], float] = monotonic) -> None:
        """Begin with nobody."""
        self.rates = rates
        self.credentials, self.addresses = Buckets(clock), Buckets(clock)
        # Polls of who is over a limit are answered all the same, since they may be unchanged: one after the other.
        self.lane = asyncio.Semaphore(1)
        self.refusals = 0

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """Wrap the application so that it answers nobody more often than the limits have it."""

        async def limited(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP or scope["path"] == urls.LIVE:
                await app(scope, receive, send)
                return
            await _answer(self, app, scope, receive, send)

        return limited


class Asking:
    """One request on its way: who sends it, whether it was counted, and for how many seconds its answer is refused."""

    def __init__(self, limits: Limits, scope: HTTPScope) -> None:
        """Read who sends it."""
        # As the router reads it: `//s/x/` leads to /s/x.
        self._limits, self._path, network = limits, normalize_path(scope["path"]), _network(scope)
        fields = dict(scope["headers"])
        secret = _secret(self._path, fields.get(b"authorization", b"").decode("latin-1"))
        self._credential = None if secret is None else _key("credential", secret)
        self._address, self._guesses = _key("address", network), _key("guesses", network)
        self._document = _key("document", f"{network} {self._path}")
        self._is_feed = scope["method"] in (HttpMethod.GET, HttpMethod.HEAD) and is_feed(self._path)
        self.is_poll = self._is_feed and any(name in fields for name in _CONDITIONS)
        self._is_counted = False
        self.refused = 0

    @property
    def _is_known(self) -> bool:
        return self._credential is not None and self._credential in self._limits.credentials

    @property
    def _own_rate(self) -> int:
        """How often a minute who is known by a credential is answered."""
        return self._limits.rates.key if self._path.startswith("/v1/") else self._limits.rates.token

    def wait(self) -> int:
        """Return after how many seconds such a request would be taken; 0 is now."""
        buckets, key, rate = self._count()
        wait = buckets.wait(key, rate)
        if self._is_known:
            return wait
        if self._credential is not None:
            own = self._limits.credentials.wait(self._credential, self._own_rate)
            wait = max(wait, own, buckets.wait(self._guesses, self._limits.rates.guesses))
        return max(wait, buckets.wait(self._document, self._limits.rates.token)) if self._is_feed else wait

    def begin(self) -> int:
        """Return as `wait`, and count what can be counted before it is answered. A poll is never refused yet."""
        wait = 0 if self.is_poll else self.wait()
        if not wait and not self._is_feed and (self._credential is None or self._is_known):
            self._spend()
        return wait

    def end(self, status: int, *, let_in: bool) -> int:
        """Count a request by its answer, and return as `wait`: more than 0 says that the answer must not be sent.

        Only what changed nothing is refused now: a poll, or a credential that opens nothing.
        """
        # An address that was closed is known too: its reader polls on for a while.
        if self._credential is not None and (let_in or status == HTTPStatus.GONE):
            self._limits.credentials.remember(self._credential)
        elif self._credential is not None and self._is_guess(status):
            self._limits.credentials.doubt(self._credential)
            return self._limits.addresses.take(self._guesses, self._limits.rates.guesses)
        if self._is_counted or status == HTTPStatus.NOT_MODIFIED:
            return 0
        buckets, key, rate = self._count(status)
        wait = buckets.wait(key, rate) if self.is_poll else 0
        if not wait:
            self._spend(status)
        return wait

    def _spend(self, status: int | None = None) -> None:
        self._is_counted = True
        buckets, key, rate = self._count(status)
        buckets.spend(key, rate)

    def _count(self, status: int | None = None) -> tuple[Buckets, bytes, int]:
        """Return with what a request counts; by address the feeds of public lists each apart."""
        limits, rates = self._limits, self._limits.rates
        if self._credential is not None and self._is_known:
            return limits.credentials, self._credential, self._own_rate
        if self._is_feed and status == HTTPStatus.OK:
            return limits.addresses, self._document, rates.token
        return limits.addresses, self._address, rates.address

    def _is_guess(self, status: int) -> bool:
        unknown = HTTPStatus.NOT_FOUND if self._path.startswith("/s/") else HTTPStatus.UNAUTHORIZED
        return status == unknown


async def _answer(limits: Limits, app: ASGIApp, scope: HTTPScope, receive: Receive, send: Send) -> None:
    asking = Asking(limits, scope)
    wait = asking.begin()
    if wait:
        await _refuse(limits, scope, receive, send, wait)
        return

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            asking.refused = asking.end(message["status"], let_in=was_let_in(scope))
        if not asking.refused:
            await send(message)

    lane = _in_lane(limits.lane) if asking.is_poll and asking.wait() else nullcontext()
    try:
        async with lane:
            await app(scope, receive, sent)
    except Unavailable as error:  # of the lane: the application answers its own
        await _say(error, scope, receive, send)
        return
    if asking.refused:
        await _refuse(limits, scope, receive, send, asking.refused)


@asynccontextmanager
async def _in_lane(lane: asyncio.Semaphore) -> AsyncIterator[None]:
    """Have the lane while the block lasts. Raises Unavailable where so many wait for it that it takes too long."""
    try:
        async with asyncio.timeout(LANE_SECONDS):
            await lane.acquire()
    except TimeoutError as error:
        detail = "Too many polls over their limits wait for an answer, this one among them. Ask again later."
        raise Unavailable(detail) from error
    try:
        yield
    finally:
        lane.release()


async def _refuse(limits: Limits, scope: HTTPScope, receive: Receive, send: Send, wait: int) -> None:
    limits.refusals += 1
    await _say(TooManyRequests(wait), scope, receive, send)


async def _say(error: RegisterError, scope: HTTPScope, receive: Receive, send: Send) -> None:
    request: Asked = Request(scope, receive=receive)
    answer = problems.from_register(request, error)
    await answer.to_asgi_response(app=None, request=request)(scope, receive, send)


def _secret(path: str, authorization: str) -> str | None:
    """Return the credential of a request, the same in whichever way it is sent; null where there is none."""
    if path.startswith("/s/"):
        return path.split("/")[2]
    return password_of(authorization) or authorization.partition(" ")[2].strip() or authorization or None


def _network(scope: HTTPScope) -> str:
    """Return what counts as one address: of IPv6 the 64 bits that one subscriber gets, of IPv4 all."""
    try:
        address = ipaddress.ip_address((scope["client"] or (_UNKNOWN, 0))[0])
    except ValueError:
        return _UNKNOWN
    if address.version == 4:  # noqa: PLR2004 — IPv4
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address.packed[:8] + bytes(8), 64)))


def _key(kind: str, value: str) -> bytes:
    """Return the name of a bucket: what is kept and shared tells neither credentials nor addresses."""
    return blake2b(f"{kind} {value}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
