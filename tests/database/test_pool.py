"""Connections as the register sets them up."""

import asyncio
import pickle
import re
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from service.database.errors import DatabaseUnavailable
from service.database.pool import Dsn, open_connection, open_pool
from service.database.queries import queries

DOCUMENT = {"name": "Ærø", "countries": ["DK", None], "share": 1.5, "nested": {"yes": True}}


@pytest.mark.parametrize("kind", ["json", "jsonb"])
async def test_documents_survive_the_way_there_and_back(kind: str, conn: "asyncpg.Connection[asyncpg.Record]") -> None:
    """A document comes back from a json or jsonb value as it was sent."""
    assert DOCUMENT == await conn.fetchval(f"SELECT $1::{kind}", DOCUMENT)
    assert [DOCUMENT, {}] == await conn.fetchval(f"SELECT $1::{kind}[]", [DOCUMENT, {}])


async def test_pool_is_set_up(database_url: str) -> None:
    """Every connection of a pool speaks UTC, names the program, limits statements and knows JSON."""
    pool = await open_pool(database_url, max_size=2)
    async with pool.acquire() as one, pool.acquire() as other:
        for connection in (one, other):
            assert "UTC" == await connection.fetchval("SHOW timezone")
            assert "subreg" == await connection.fetchval("SHOW application_name")
            assert "30s" == await connection.fetchval("SHOW statement_timeout")
            assert {"a": 1} == await connection.fetchval("SELECT '{\"a\": 1}'::jsonb")
    await pool.close()


async def test_a_connection_goes_back_without_a_statement(database_url: str) -> None:
    """What is asked is one statement, and lending the connection costs none."""
    pool, asked = await open_pool(database_url, max_size=1), list[str]()
    async with pool.acquire() as connection:
        connection.add_query_logger(lambda record: asked.append(record.query))
    assert [1, 2] == [await pool.fetchval(f"SELECT {number}") for number in (1, 2)]
    assert ["SELECT 1", "SELECT 2"] == asked
    await pool.close()


async def test_what_was_left_open_is_rolled_back(database_url: str) -> None:
    """Whoever borrows a connection next is in no transaction, and has the common limits."""
    pool = await open_pool(database_url, max_size=1)
    async with pool.acquire() as connection:
        await connection.transaction().start()
        await connection.execute("SET LOCAL statement_timeout = 0; CREATE TABLE left_open ()")
    assert "30s" == await pool.fetchval("SHOW statement_timeout")
    assert await pool.fetchval("SELECT to_regclass('left_open')") is None
    await pool.close()


@pytest.mark.parametrize("name", sorted(name for name in queries.available_queries if "_cursor" not in name))
def test_nothing_outlives_its_transaction(name: str) -> None:
    """No query leaves a setting, a lock, a name or a listener on its connection: nothing takes them off again."""
    sql = getattr(queries, name).sql
    assert not re.search(r"\b(LISTEN|PREPARE|DECLARE|TEMP|TEMPORARY)\b|pg_(try_)?advisory_lock", sql)
    assert not re.match(r"\s*SET (?!LOCAL)", sql)
    assert re.search(r"set_config\((?!.*TRUE\))", sql) is None


async def test_pooler_gets_no_limits(database_url: str) -> None:
    """Without a cache of statements, as behind PgBouncer, only what PgBouncer knows is asked for at the start."""
    pool = await open_pool(database_url, statement_cache=0)
    assert "0" == await pool.fetchval("SHOW statement_timeout")
    assert "UTC" == await pool.fetchval("SHOW timezone")
    await pool.close()


async def test_connection_without_limits(database_url: str) -> None:
    """A migration or a backup may take its time."""
    connection = await open_connection(database_url, limits=False)
    assert "0" == await connection.fetchval("SHOW statement_timeout")
    await connection.close()


@pytest.mark.parametrize("address", ["postgresql://u:hidden@127.0.0.1:1/x", "postgresql://u:hidden@[::1", "mysql://x"])
async def test_no_server_is_a_clear_error(address: str) -> None:
    """An address that leads nowhere gives a sentence with the setting and without the password."""
    with pytest.raises(DatabaseUnavailable, match="SUBREG_DATABASE_URL") as caught:
        await open_pool(address)
    assert "hidden" not in str(caught.value)


async def test_a_certificate_that_does_not_hold_is_told_as_such(tmp_path: Path) -> None:
    """Where the server's certificate is that of another name, the sentence says so and does not doubt the address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate("db.example.com", tmp_path / "db.pem"))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(8)  # SSLRequest, PostgreSQL's frontend/backend protocol
        writer.write(b"S")
        with suppress(ssl.SSLError, ConnectionError):
            await writer.start_tls(context)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        address = f"postgresql://u:hidden@127.0.0.1:{server.sockets[0].getsockname()[1]}/x"
        with pytest.raises(DatabaseUnavailable, match="certificate verify failed") as caught:
            await open_connection(f"{address}?sslmode=verify-full&sslrootcert={tmp_path / 'db.pem'}")
    assert "hidden" not in str(caught.value)


def _certificate(name: str, file: Path) -> Path:
    """Write a key and a certificate of its own for a name."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_an_address_knows_its_setting_in_another_process() -> None:
    """The workers get the address as the process that started them has it."""
    sent = pickle.loads(pickle.dumps(Dsn("postgresql://u@h/x", "SUBREG_DATA_DIR")))  # noqa: S301 — of this process
    assert ("postgresql://u@h/x", "SUBREG_DATA_DIR") == (sent, sent.setting)
