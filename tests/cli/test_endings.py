"""How the program ends that cannot print, or is told to end: with the code that says so, and nothing left behind."""

import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

HOLDING = """
import asyncio, os, signal, sys
from service import cli

async def hold():
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(60)
    finally:
        print("given back", flush=True)

if sys.argv[1] == "ignored":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
cli.app = lambda: asyncio.run(hold())
cli.main()
"""


@pytest.mark.parametrize(
    "verb", [("--version",), ("law", "list"), ("check", "--all"), ("keys", "create", "--scope", "check")], ids=" ".join
)
async def test_what_cannot_be_printed_is_neither_a_finding_nor_done(verb: tuple[str, ...], database_url: str) -> None:
    """On a full disk a verb ends with 3 and a sentence, and there is no key whose secret nobody was shown."""
    environment = os.environ | {"SUBREG_DATABASE_URL": database_url}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "service", *verb],
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert (3, False) == (done.returncode, "Traceback" in done.stderr)
    assert "No space left on device" in done.stderr
    conn = await asyncpg.connect(database_url)
    assert 0 == await conn.fetchval("SELECT count(*) FROM api_key")
    await conn.close()


@pytest.mark.parametrize("interrupts", ["taken", "ignored"])
def test_who_is_told_to_end_gives_back_what_is_held(interrupts: str) -> None:
    """SIGTERM ends what is under way as Ctrl-C does, also where a shell has that ignored; the end is by SIGTERM."""
    done = subprocess.run(
        [sys.executable, "-c", HOLDING, interrupts], capture_output=True, text=True, timeout=60, check=False
    )
    assert (-15, "given back\n", "") == (done.returncode, done.stdout, done.stderr)
