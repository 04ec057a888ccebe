"""Servers and databases for the tests."""

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import docker  # type: ignore[import-untyped] # it ships no types
from anyio.from_thread import start_blocking_portal
from testcontainers.community.postgres import PostgresContainer

from service.database.embedded import embedded_postgres
from service.database.migrations import migrate
from service.database.pool import open_connection

T = TypeVar("T")
Named = Callable[[], str]

# Where packagers put an installed PostgreSQL: Debian and Ubuntu, Red Hat, Homebrew.
INSTALLED = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin", "/opt/homebrew/opt/postgresql@{}/bin")


def installed_binaries(major: int) -> Path | None:
    """The programs of an installed PostgreSQL of that version, or None."""
    places = (Path(pattern.format(major)) for pattern in INSTALLED)
    return next((place for place in places if (place / "initdb").exists()), None)


@contextmanager
def chosen_server(data_dir: Path, binaries: Path | None) -> Iterator[str]:
    """A server in a container where that can be had, else the embedded one; yields an address on it."""
    with ExitStack() as stack:
        if binaries is None and docker_answers():
            container = stack.enter_context(PostgresContainer("postgres:18", driver=None))
            yield container.get_connection_url()
        else:
            yield stack.enter_context(embedded(data_dir, binaries))


def docker_answers() -> bool:
    """Whether there is a Docker daemon; one that is silent for two seconds counts as none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # docker-py leaves its socket open when nobody answers
        answers = True
        try:
            docker.from_env(timeout=2).close()
        except docker.errors.DockerException:
            answers = False
        gc.collect()
    return answers


@contextmanager
def embedded(data_dir: Path, binaries: Path | None = None) -> Iterator[str]:
    """The embedded server, for fixtures that outlive the event loop of a test."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(embedded_postgres(data_dir, binaries=binaries)) as url,
    ):
        yield url


@contextmanager
def create_template(server_url: str) -> Iterator[str]:
    """A database with all migrations applied, to clone; yields its name."""
    with database(server_url, "template1") as url:
        _wait_for(migrate, url)
        yield database_name(url)


@contextmanager
def database(server_url: str, template: str) -> Iterator[str]:
    """A clone of a database, dropped afterwards; yields its address."""
    url = _wait_for(clone, server_url, template)
    yield url
    _wait_for(drop, server_url, url)


@contextmanager
def filled(server_url: str, template: str, fill: Callable[[str], Coroutine[Any, Any, None]]) -> Iterator[Named]:
    """A database that `fill` filled on the present day (UTC), to clone; it is filled anew where a day has ended."""
    with ExitStack() as stack:

        @cache
        def on(_: date) -> str:
            url = stack.enter_context(database(server_url, template))
            _wait_for(fill, url)
            return database_name(url)

        yield lambda: on(datetime.now(UTC).date())


async def clone(server_url: str, template: str) -> str:
    """Make a copy of a database that nobody is connected to; returns its address."""
    name = f"subreg_test_{uuid4().hex}"
    await _execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    return urlsplit(server_url)._replace(path=f"/{name}").geturl()


@asynccontextmanager
async def cloned(server_url: str, template: str) -> AsyncIterator[str]:
    """A copy of a database that nobody is connected to, dropped afterwards; yields its address."""
    url = await clone(server_url, template)
    try:
        yield url
    finally:
        await drop(server_url, url)


async def drop(server_url: str, url: str) -> None:
    """Drop a database, also under those who are still connected to it.

    An autovacuum worker belongs to nobody whom the tests may end: it is waited for.
    """
    for _ in range(200):
        try:
            await _execute(server_url, f"DROP DATABASE IF EXISTS {database_name(url)} WITH (FORCE)")
        except (asyncpg.InsufficientPrivilegeError, asyncpg.ObjectInUseError):
            await asyncio.sleep(0.1)
        else:
            return
    raise AssertionError(f"{database_name(url)} stays in use")


def database_name(url: str) -> str:
    """The name of the database in an address."""
    return urlsplit(url).path.removeprefix("/")


async def _execute(server_url: str, statement: str) -> None:
    connection = await open_connection(server_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _wait_for(work: Callable[..., Coroutine[Any, Any, T]], *args: str) -> T:
    with start_blocking_portal() as portal:
        result: T = portal.call(work, *args)
        return result
