"""Registers for measurements: written as staff would, or straight into the tables as the projection would have them."""

import json
import random
from datetime import UTC, date, datetime
from typing import Any

import asyncpg

from service.controllers import Controller
from service.database.pool import Pool
from service.database.transactions import in_transaction
from service.documents import from_plain, to_plain
from service.engagements import Engagement
from service.law import load_law
from service.register.acts import Act, Terms
from service.register.writing import commit
from service.subprocessors import Subprocessor
from tests.rules.reading import GIVEN, written_out

SHARED = 200
ENTRIES = 50
_SINCE = date(2024, 1, 1)
_KNOWN = datetime(2024, 1, 1, tzinfo=UTC)
_PURPOSES = ("Hosting", "Support", "E-mail delivery", "Analytics", "Payments", "Logging", "Backup", "Search")
_TOOLS: tuple[list[Any] | None, ...] = (
    None,
    [],
    ["module 3"],
    ["framework"],
    ["framework", "module 3"],
    ["processor rules"],
)
_PLACES = (
    ["IE"],
    ["DE", "IE backup"],
    ["US"],
    ["US", "IE"],
    ["IN support", "IE"],
    ["GB"],
    ["US", "IN support", "DE"],
    ["CH"],
)


def shared(number: int) -> dict[str, Any]:
    """A sub-processor of the catalogue; neighbours differ in places and tools as those of published lists do."""
    chance = random.Random(number)  # noqa: S311 — the same register each time, not a secret
    fields: dict[str, Any] = {"name": f"Sub {number}", "legal_name": f"Sub {number} Ltd"}
    fields |= {"locations": chance.choice(_PLACES), "safeguards": chance.choice(_TOOLS)}
    plain: dict[str, Any] = to_plain(from_plain(written_out(GIVEN["subprocessor"] | fields), Subprocessor))
    return plain


def terms(number: int) -> dict[str, Any]:
    """The terms of an engagement, one of a few dozen that many lists share."""
    chance = random.Random(number)  # noqa: S311 — as above
    fields = {
        "purpose": _PURPOSES[number % len(_PURPOSES)],
        "data_categories": ["Names", "E-mail addresses"][: 1 + number % 2],
        "hr_data": chance.choice([None, False]),
        "special_categories": chance.choice([None, None, False, True]),
        "authorisation": chance.choice([None, {"type": "general", "status": "granted"}]),
    }
    plain: dict[str, Any] = to_plain(from_plain(fields, Engagement))
    return plain


async def fill(url: str, lists: int, *, kinds_of_terms: int = 40) -> None:
    """Write a register of so many lists with ENTRIES entries each over SHARED sub-processors."""
    conn = await asyncpg.connect(url)
    # The head of the processor is there from the first write on.
    subjects: list[tuple[str, str | None, str | None]] = [("processor", None, None)]
    subjects += [("subprocessor", None, f"sub-{n}") for n in range(SHARED)]
    subjects += [("controller", f"list-{n}", None) for n in range(lists)]
    subjects += [
        ("engagement", f"list-{n}", f"sub-{(n * 7 + k) % SHARED}") for n in range(lists) for k in range(ENTRIES)
    ]
    await conn.copy_records_to_table("subject", records=subjects, columns=["kind", "controller", "subprocessor"])
    rows = await conn.fetch("SELECT id, kind, controller, subprocessor FROM subject")
    agreed = [json.dumps(terms(number)) for number in range(kinds_of_terms)]
    documents = {f"sub-{n}": json.dumps(shared(n)) for n in range(SHARED)}
    versions = [
        (row["id"], asyncpg.Range(_SINCE, None), asyncpg.Range(_KNOWN, None), _document(row, agreed, documents))
        for row in rows
        if row["kind"] != "processor"
    ]
    await conn.copy_records_to_table(
        "version", records=versions, columns=["subject", "effective", "recorded", "document"]
    )
    # Not of what is empty: nothing counts that, until autovacuum counts what was written into it since.
    await conn.execute("ANALYZE subject, version")
    await conn.close()


def _document(row: asyncpg.Record, agreed: list[str], documents: dict[str, str]) -> str:
    kind, number, slug = str(row["kind"]), int(row["id"]), str(row["subprocessor"])
    if kind == "controller":
        return json.dumps(to_plain(Controller(name=str(row["controller"]))))
    return documents[slug] if kind == "subprocessor" else agreed[number % len(agreed)]


async def write(pool: Pool, *acts: Act) -> None:
    """Write as staff would who waive the notice."""
    terms = Terms(actor="bench", today=datetime.now(UTC).date(), manner="waived", reason="bench")
    await in_transaction(pool, lambda conn: commit(conn, list(acts), terms, load_law()))
