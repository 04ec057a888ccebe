"""An auditor with an export, and somebody who owns the database and alters the log behind its back."""

import json
from pathlib import Path
from typing import Any

from service.database.pool import Pool
from service.register import auditing

Lines = list[dict[str, Any]]

# Whoever owns the tables can silence their triggers and drop what holds them together; then only the hashes tell.
SILENCE = """
ALTER TABLE change DISABLE TRIGGER USER;
ALTER TABLE checkpoint DISABLE TRIGGER USER;
ALTER TABLE checkpoint_head DISABLE TRIGGER USER;
ALTER TABLE notice_change DROP CONSTRAINT notice_change_change_fkey;
"""
# The chain of a list worked out anew, so that every hash in it is right.
LINKED_ANEW = """
DO $$
DECLARE old change; news change;
BEGIN
    CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM change WHERE ALFA;
    DELETE FROM change WHERE ALFA;
    FOR old IN SELECT * FROM kept ORDER BY seq LOOP
        news := linked(old);
        INSERT INTO change OVERRIDING SYSTEM VALUE SELECT (news).*;
    END LOOP;
END
$$
"""
# One change with the hash that it must have; the change after it names the old one.
SEALED_ANEW = (
    "UPDATE change SET hash = sha256(convert_to(jcs(log_entry(change)), 'UTF8')) WHERE ALFA AND place IN (3, 4)"
)
KEPT_ANEW = (
    "UPDATE checkpoint_head AS kept SET hash = change.hash FROM change "
    "WHERE change.chain = kept.chain AND change.place = kept.place"
)


def of_alfa(statement: str) -> str:
    """A statement in which ALFA stands for the changes of that list's chain."""
    return statement.replace(
        "ALFA", "chain = (SELECT id FROM subject WHERE kind = 'controller' AND controller = 'alfa')"
    )


async def tampered(pool: Pool, *statements: str) -> None:
    """Do to the database what only its owner can."""
    async with pool.acquire() as conn, conn.transaction():
        await conn.execute(SILENCE)
        for statement in statements:
            await conn.execute(of_alfa(statement))


async def exported(pool: Pool, file: Path) -> str:
    """Export the log to a file; returns the head hash."""
    with file.open("wb") as target:
        return (await auditing.export(pool, target.write)).hash


def lines_of(file: Path) -> Lines:
    """The lines of an export."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
