"""Two roles: one owns the database and migrates it, the other serves and owns nothing (`sql/service_role.sql`)."""

from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

from service.database.pool import Connection, open_connection
from service.database.queries import queries, sql_root

SERVICE_ROLE = "subreg_service"


class Addresses(NamedTuple):
    """Where the database is: for the service, and for who owns it. Equal where one role does both."""

    service: str
    owner: str


async def service_role_of(at: Addresses) -> str | None:
    """Return the role that serves; null where that is the owner. Raises DatabaseUnavailable."""
    if at.owner == at.service:
        return None
    connection = await open_connection(at.service)
    try:
        return str(await queries.present_role(connection))
    finally:
        await connection.close()


async def grant(conn: Connection, role: str) -> None:
    """Give the role of the service what it may do, and nothing else; `conn` belongs to the owner."""
    await _run(conn, "service_role.sql", {"subreg.service_role": role})


async def embedded_addresses(owner: str) -> Addresses:
    """Make the role of the service on the embedded PostgreSQL, whose owner's address is given.

    Its password is made of the owner's, from which there is no way back. Raises DatabaseUnavailable.
    """
    parts = urlsplit(owner)
    secret = sha256(f"{SERVICE_ROLE} {parts.password}".encode()).hexdigest()
    superuser = parts._replace(netloc=f"postgres:{parts.password}@").geturl()
    connection = await open_connection(superuser)
    try:
        names = {"subreg.service_role": SERVICE_ROLE, "subreg.service_password": secret}
        await _run(connection, "service_login.sql", names)
    finally:
        await connection.close()
    return Addresses(service=parts._replace(netloc=f"{SERVICE_ROLE}:{secret}@").geturl(), owner=owner)


async def _run(conn: Connection, file: str, names: dict[str, str]) -> None:
    """Run a file whose statements read names from settings of the transaction."""
    async with conn.transaction():
        for name, value in names.items():
            await queries.name_in_setting(conn, name=name, value=value)
        await conn.execute((sql_root() / file).read_text("utf-8"))
