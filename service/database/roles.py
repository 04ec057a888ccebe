"""Two roles: one owns the database and migrates it, the other serves and owns nothing (`sql/service_role.sql`)."""

from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

import asyncpg

from service.database.errors import DatabaseUnavailable
from service.database.pool import Connection, Dsn, open_connection
from service.database.queries import queries, sql_root

SERVICE_ROLE = "subreg_service"
_EMBEDDED = "SUBREG_DATA_DIR"  # the setting that its addresses come from

MAY_NOT_SERVE = (
    "the role of SUBREG_DATABASE_URL may not write to the register. Run subreg migrate with SUBREG_OWNER_URL, which "
    "gives it what it needs (docs/roles.md)."
)


class Addresses(NamedTuple):
    """Where the database is: for the service, and for who owns it. Equal where one role does both."""

    service: str
    owner: str


async def service_role_of(at: Addresses) -> str | None:
    """Return the role that serves; null where that is the owner, by whichever address.

    Raises DatabaseUnavailable, also where the addresses lead to different databases.
    """
    if at.owner == at.service:
        return None
    serving, owning = await _met(at.service), await _met(at.owner)
    if serving["database"] != owning["database"]:
        raise DatabaseUnavailable(
            "SUBREG_OWNER_URL leads to another database than SUBREG_DATABASE_URL. Name the same one in both, once as "
            "the role that owns it. Nothing was changed."
        )
    return None if serving["role"] == owning["role"] else str(serving["role"])


async def _met(dsn: str) -> asyncpg.Record:
    # Without limits on statements: the address of the service may be that of a pooler, which knows none.
    connection = await open_connection(dsn, limits=False)
    try:
        met: asyncpg.Record = await queries.present_role(connection)
        return met
    finally:
        await connection.close()


async def grant(conn: Connection, role: str) -> None:
    """Give the role of the service what it may do, and nothing else; `conn` belongs to the owner."""
    await _run(conn, "service_role.sql", {"subreg.service_role": role})


async def may_serve(conn: Connection) -> bool:
    """Tell whether the role of a connection was given what the service needs; the schema is in place."""
    return bool(await queries.may_serve(conn))


async def embedded_addresses(owner: str) -> Addresses:
    """Make the role of the service on the embedded PostgreSQL, whose owner's address is given.

    Its password is made of the owner's, from which there is no way back. Raises DatabaseUnavailable.
    """
    parts = urlsplit(owner)
    secret = sha256(f"{SERVICE_ROLE} {parts.password}".encode()).hexdigest()
    superuser = parts._replace(netloc=f"postgres:{parts.password}@").geturl()
    connection = await open_connection(Dsn(superuser, _EMBEDDED))
    try:
        names = {"subreg.service_role": SERVICE_ROLE, "subreg.service_password": secret}
        await _run(connection, "service_login.sql", names)
    finally:
        await connection.close()
    service = parts._replace(netloc=f"{SERVICE_ROLE}:{secret}@").geturl()
    return Addresses(service=Dsn(service, _EMBEDDED), owner=Dsn(owner, _EMBEDDED))


async def _run(conn: Connection, file: str, names: dict[str, str]) -> None:
    """Run a file whose statements read names from settings of the transaction."""
    async with conn.transaction():
        for name, value in names.items():
            await queries.name_in_setting(conn, name=name, value=value)
        await conn.execute((sql_root() / file).read_text("utf-8"))
