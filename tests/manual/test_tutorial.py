"""The tutorial is run, and says what comes out. `make docs` writes the answers of the day into it."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.acceptance.programs import free_port, running, until_ready

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
WRITE = "SUBREG_TEST_WRITE" in os.environ
PREAMBLE = """\
export KEY=$(subreg keys create --scope register:read --scope register:write --scope notices:decide 2>/dev/null)
api() { curl -s -H "Authorization: Bearer $KEY" "$@"; }
"""
# What is another one on another day or in another run, widest first: of a table's column too the width.
VARYING = (
    (r"\d{4}-\d\d-\d\d|\d{8}\b|\d{1,2} [A-Z][a-z]+ 20\d\d", "DAY"),
    (r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID"),
    (r"127\.0\.0\.1:\d+", "HOST"),
    (r"\b[0-9a-f]{64}\b", "HASH"),
    (r"[━─ ]+", " "),
)


def commands(block: str) -> list[str]:
    """The commands of a block, without what they answered."""
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def answered(script: list[str], environment: dict[str, str]) -> list[str]:
    """What each command of a session says."""
    marked = "\n".join(f"{command}\nprintf '\\0'" for command in script)
    session = subprocess.run(
        ["bash", "-s"], input=PREAMBLE + marked, env=environment, check=True, stdout=subprocess.PIPE, text=True, cwd="/"
    )
    return session.stdout.split("\0")[:-1]


def steady(text: str) -> str:
    """A text without what varies."""
    for pattern, name in VARYING:
        text = re.sub(pattern, name, text)
    return text


async def test_the_tutorial_says_what_comes_out(tmp_path: Path) -> None:
    """Each command of the tutorial, run one after the other on an empty register, answers what stands below it."""
    port, text = str(free_port()), PAGE.read_text("utf-8")
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SUBREG_DATA_DIR": str(tmp_path / "data"),
        "B": f"http://127.0.0.1:{port}",
        "COLUMNS": "120",
        "TZ": "UTC",
    }
    script = [command for block in BLOCK.findall(text) for command in commands(block)]
    here = [command.replace("/tmp/subreg-tutorial.dump", str(tmp_path / "dump")) for command in script]  # noqa: S108 — the page's
    async with running(
        sys.executable, "-m", "service", "serve", "--port", port, SUBREG_DATA_DIR=str(tmp_path / "data")
    ) as server:
        await until_ready(environment["B"], server)
        said = await asyncio.to_thread(answered, here, environment)
    answers = iter(said)
    told = [line.replace(str(tmp_path / "dump"), "/tmp/subreg-tutorial.dump") for line in answers]  # noqa: S108 — the page's
    written = iter(zip(script, told, strict=True))

    def filled(found: re.Match[str]) -> str:
        lines = "".join(f"$ {command}\n{answer}" for command, answer in (next(written) for _ in commands(found[1])))
        return f"```console\n{lines}```"

    now = BLOCK.sub(filled, text).replace(f"127.0.0.1:{port}", "127.0.0.1:8000")
    if WRITE:
        PAGE.write_text(now, "utf-8")
    assert steady(now) == steady(text)
