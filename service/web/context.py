"""What the handlers share: the pool, the law, and the few settings that an answer depends on."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.enums import HttpMethod
from litestar.handlers import BaseRouteHandler
from litestar.types import Scope
from litestar.utils import normalize_path

from service import urls
from service.access import keys
from service.access.keys import Actor
from service.access.secrets import digest
from service.database.pool import Connection, Pool
from service.database.transactions import snapshot
from service.law import Law
from service.store import touches
from service.store.keys import by_hash
from service.web.limits.turns import Turns
from service.web.memory.freshness import Answer, Freshness
from service.web.memory.lists import Lists
from service.web.memory.replica import Replica
from service.web.memory.shelf import Entries, Shelf, Validators
from service.web.monitoring.metrics import Metrics
from service.web.shown import Shown

if TYPE_CHECKING:
    from service.access.staff import Staff

T = TypeVar("T")
Asked = Request[None, None, State]
_OF_A_LIST = "/v1/controllers/"


class Polls(msgspec.Struct, kw_only=True):
    """How many polls of feeds this process answered: from memory or as the database has it, in full or unchanged."""

    memory_full: int = 0
    memory_unchanged: int = 0
    read_full: int = 0
    read_unchanged: int = 0


class Context(msgspec.Struct, kw_only=True):
    """Made once by `service.app`. `bootstrap` is the SHA-256 of the bootstrap key; `staff` is null without an issuer.

    `feeds` are the connections kept for polls, for letting readers in and for the looks: each use of them is short, and
    no write, check or page ever has them. `pool` is for all else, and `replica` for what readers may see of it.
    `server` is the one that answered the last look (`service.store.touches`).
    `shelf` holds feeds as bytes, `entries` what they are made of, and `fresh` says which of them may be sent.
    `lists` holds lists as staff read them.
    `turns` are those of keys that have all lists checked. `polls` are carried over to `metrics`
    (`service.web.monitoring.carrying`); `findings_wanted` is set by who asks for these.
    """

    pool: Pool
    feeds: Pool
    law: Law
    public_url: str
    bootstrap: bytes | None = None
    staff: "Staff | None" = None
    page_note: str | None = None
    replica: Replica | None = None
    shelf: Shelf = msgspec.field(default_factory=Shelf)
    entries: Entries = msgspec.field(default_factory=Entries)
    lists: Lists = msgspec.field(default_factory=Lists)
    fresh: Freshness = msgspec.field(default_factory=Freshness)
    server: str = ""
    turns: Turns = msgspec.field(default_factory=Turns)
    polls: Polls = msgspec.field(default_factory=Polls)
    metrics: Metrics = msgspec.field(default_factory=Metrics)
    findings_wanted: asyncio.Event = msgspec.field(default_factory=asyncio.Event)

    def remembered(self, key: Hashable, now: float) -> tuple[Shown, Validators] | None:
        """Return what was answered to a request, where it may be answered so again now (POSIX seconds).

        Of a document that is not kept any more that is its validators. The key is the path, and of what only some may
        have `only_with` their credential.
        """
        return self._kept(self.fresh.find(key, now))

    def remembered_while_away(self, path: str, now: float) -> tuple[Shown, Validators] | None:
        """Return as `remembered` what was answered to everybody about a public list, while the database is away."""
        return self._kept(self.fresh.find_while_away(path, now))

    def _kept(self, answer: Answer | None) -> tuple[Shown, Validators] | None:
        if answer is None:
            return None
        place = answer.shown.controller, answer.document, answer.revision
        kept = self.shelf.find(*place) or self.shelf.find_validators(*place)
        return None if kept is None else (answer.shown, kept)

    def remember(self, path: str, authorization: str, answer: Answer, begun: tuple[int, float]) -> None:
        """Remember what was answered: of a public list to whoever asks, else to who sends the same credential."""
        self.fresh.keep(only_with(authorization, path) if answer.shown.private else path, answer, begun)

    def meet(self, server: str) -> None:
        """Note at a look which start of which server answers, and forget all that was read of another one.

        It may be a replica that was promoted and lacks the last of what was known: it numbers transactions and notices
        anew from there, and nothing of them may be taken for those.
        """
        self._forget_others(server)
        self.server = server

    def _forget_others(self, server: str) -> None:
        """Forget all that was read, unless it was read of this server."""
        if server != self.server:
            self.fresh.start_anew()
            self.shelf.clear()
            self.entries.kept.clear()

    async def read(self, primary: Pool, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Do `work` for a reader in one snapshot, of the replica where that is as young as memory may be."""

        async def of(server: str, conn: Connection) -> T:
            done = await work(conn)
            # A look may have met another server meanwhile: of the one that is lost nothing stays on a shelf.
            self._forget_others(server)
            return done

        done = None if self.replica is None else await self.replica.read(self.fresh.position, partial(of, self.server))
        if done is not None:
            return done[0]
        async with snapshot(primary) as conn:
            # Noted by the look alone: what is read before that may be touched since, under a number that it has passed.
            server = await touches.server(conn)
            self._forget_others(server)
            return await of(server, conn)

    def absolute(self, path: str) -> str:
        """Return the absolute address of a path, from the public URL and never from the Host header."""
        return urls.absolute(self.public_url, path)


def only_with(authorization: str, path: str) -> tuple[str, bytes]:
    """Return under what an answer is remembered that only who sends this credential may have."""
    return path, digest(authorization)


def context_of(request: Asked) -> Context:
    """Return the context of the application that serves this request."""
    context: Context = request.app.state.context
    return context


def path_of(request: Asked) -> str:
    """Return the path that a request asks for, as the router reads it.

    Not that of `request.url`, which is put together with the Host header: a port there that is no number raises.
    """
    return normalize_path(request.scope["path"])


def let_in(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Note that the credential of a request opened something, for the limits (`service.web.limits.limiting`)."""
    connection.scope["state"]["let_in"] = True


def was_let_in(scope: Scope) -> bool:
    """Whether that was noted."""
    return "let_in" in scope["state"]


async def options_need_a_key(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Ask for a key also where the framework itself answers (OPTIONS): no route of /v1 answers without one."""
    if connection.scope.get("method") == HttpMethod.OPTIONS:
        await _authenticated(connection)


async def actor_of(request: Asked, scope: keys.Scope, look_up: keys.LookUp = by_hash) -> Actor:
    """Return who asks, by the key or the access token; raises Unauthorised, or Forbidden where it lacks the scope.

    Raises NotFound where the path leads to a list that is not there for the key. `look_up` is as in `authenticate`.
    """
    actor = await _authenticated(request, look_up)
    actor.require(scope)
    if path_of(request).startswith(_OF_A_LIST):
        actor.reach(request.path_params["name"])
    return actor


async def _authenticated(connection: ASGIConnection[Any, Any, Any, Any], look_up: keys.LookUp = by_hash) -> Actor:
    context: Context = connection.app.state.context
    authorization = connection.headers.get("Authorization")
    # Before a connection is taken: an issuer that is slow keeps nobody else waiting.
    actor = None if context.staff is None else await context.staff.authenticate(authorization)
    actor = actor or keys.bootstrap_actor(authorization, context.bootstrap)
    if actor is None:
        async with context.pool.acquire() as conn:
            actor = await keys.authenticate(conn, authorization, look_up)
    let_in(connection)
    return actor
