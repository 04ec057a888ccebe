"""The verbs about the log and about persons: what they print, and with which code they end."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from tests import factories
from tests.web.running import running

Verb = Callable[..., Result]


@pytest.fixture
def seeded(database_url: str) -> str:
    """The address of a database with lists, and a sub-processor that names a contact."""

    async def seed() -> None:
        async with running(database_url) as service:
            await service.seed()
            document = factories.subprocessor("Mail", contact=factories.person())
            await service.put("subprocessors/mail", document, reason="Asked for")

    asyncio.run(seed())
    return database_url


@pytest.fixture
def verb(seeded: str) -> Verb:
    """Runs a verb on the seeded database."""

    def run(*arguments: str | Path) -> Result:
        settings = {"SUBREG_DATABASE_URL": seeded, "TERM": "dumb"}
        return CliRunner().invoke(app, [str(argument) for argument in arguments], env=settings)

    return run


def queried(url: str, statement: str) -> Any:  # noqa: ANN401 — one value
    """The value of a statement."""

    async def ask() -> Any:  # noqa: ANN401 — the same
        conn = await asyncpg.connect(url)
        try:
            return await conn.fetchval(statement)
        finally:
            await conn.close()

    return asyncio.run(ask())


def test_export_ends_with_the_head_that_verify_takes(verb: Verb, tmp_path: Path) -> None:
    """The last line of an export has the head hash, against which export and database are whole."""
    printed = verb("log", "export")
    head = json.loads(printed.stdout.splitlines()[-1])["hash"]
    assert (0, True) == (printed.exit_code, head in printed.stderr)
    (tmp_path / "log").write_bytes(printed.stdout_bytes)
    for arguments in ([], [tmp_path / "log"]):
        found = verb("log", "verify", *arguments, "--head", head.upper())
        assert (0, True) == (found.exit_code, found.stdout.startswith("whole: "))
    assert f"{head}\n" == verb("log", "checkpoint").stdout


def test_break_ends_with_one_and_is_named(verb: Verb, seeded: str, tmp_path: Path) -> None:
    """A broken log is exit 1 with the change on standard output, in the database and in a file."""
    (tmp_path / "log").write_bytes(verb("log", "export").stdout_bytes.replace(b'"actor":"', b'"actor":"x', 1))
    queried(seeded, "ALTER TABLE change DISABLE TRIGGER USER")
    queried(seeded, "UPDATE change SET actor = 'x' WHERE seq = (SELECT min(seq) FROM change)")
    for arguments in ([], [tmp_path / "log"]):
        found = verb("log", "verify", *arguments)
        assert (1, True) == (found.exit_code, found.stdout.startswith("broken at change "))
    (tmp_path / "log").write_text("no log\n")
    found = verb("log", "verify", tmp_path / "log")
    assert (1, True) == (found.exit_code, "no export of a log" in found.stderr)


def test_misuse_ends_with_two(verb: Verb, tmp_path: Path) -> None:
    """A head that is no hash and a file that is not there are misuse."""
    assert 2 == verb("log", "verify", "--head", "abc").exit_code
    assert 2 == verb("log", "verify", tmp_path / "missing").exit_code
    assert 2 == verb("people", "erase", "somebody").exit_code


def test_database_that_is_away_ends_with_three() -> None:
    """A database that cannot be used is exit 3."""
    settings = {"SUBREG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "TERM": "dumb"}
    assert 3 == CliRunner().invoke(app, ["log", "verify"], env=settings).exit_code


def test_person_is_found_and_erased(verb: Verb) -> None:
    """A contact is found by any of its words, erased by its id, and the log is whole against the head of before."""
    head = verb("log", "checkpoint").stdout.strip()
    person = json.loads(verb("people", "find", "PERSONLIG").stdout)
    assert factories.person() == {name: person[name] for name in factories.person()}
    assert 0 == verb("people", "erase", person["id"], "--words").exit_code
    assert "" == verb("people", "find", "personlig").stdout
    assert 1 == verb("people", "erase", person["id"]).exit_code
    assert 0 == verb("log", "verify", "--head", head).exit_code


def test_reason_is_erased_by_the_id_of_its_change(verb: Verb, seeded: str) -> None:
    """`log erase-reason` takes a reason out once; then there is none any more."""
    change = queried(seeded, "SELECT id FROM change WHERE reason IS NOT NULL LIMIT 1")
    head = verb("log", "checkpoint").stdout.strip()
    assert 0 == verb("log", "erase-reason", str(change)).exit_code
    assert 1 == verb("log", "erase-reason", str(change)).exit_code
    assert 0 == verb("log", "verify", "--head", head).exit_code


def test_export_that_cannot_be_printed_says_so(seeded: str) -> None:
    """On a full disk it ends with 3 and a sentence, not with a traceback."""
    command = [sys.executable, "-m", "service", "log", "export"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, env={**os.environ, "SUBREG_DATABASE_URL": seeded}, stdout=full, stderr=subprocess.PIPE, check=False
        )
    told = done.stderr.decode()
    assert (3, True, False) == (done.returncode, "No space left on device" in told, "Traceback" in told)
