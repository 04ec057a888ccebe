"""Pages whose sessions in a terminal are run: the commands stand in them after `$`, and below each what it answered.

With `SUBREG_TEST_WRITE` set the answers of the run are written into the page (`make docs`); else they must be the same,
but for what is another thing on another day or in another run.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
WRITE = "SUBREG_TEST_WRITE" in os.environ
# What is another one on another day or in another run, widest first: of a table's column too the width.
VARYING = (
    (r"\d{4}-\d\d-\d\d|\d{8}\b|\d{1,2} [A-Z][a-z]+ 20\d\d", "DAY"),
    (r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID"),
    (r"\b[0-9a-f]{64}\b", "HASH"),
    (r"[━─ ]+", " "),
)


def environment(**more: str) -> dict[str, str]:
    """The environment of a session, in which `subreg` is the one of this checkout."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return os.environ | {"PATH": path, "COLUMNS": "120", "TZ": "UTC", **more}


def retold(text: str, given: Mapping[str, str], here: Mapping[str, str], place: Path, preamble: str = "") -> str:
    """A page with the answers of this run: its commands run in one session, one after the other, in a directory.

    `given` is the environment; `here` has what stands in the page for what this run has in its place, and after the
    preamble of the page itself come the commands.
    """
    script = [_swapped(command, here) for block in BLOCK.findall(text) for command in _commands(block)]
    back = {ours: theirs for theirs, ours in here.items()}
    answers = iter(_swapped(answer, back) for answer in _answered(script, given, place, preamble))

    def filled(found: re.Match[str]) -> str:
        lines = "".join(f"$ {command}\n{next(answers)}" for command in _commands(found[1]))
        return f"```console\n{lines}```"

    return BLOCK.sub(filled, text)


def check(page: Path, now: str) -> None:
    """Fail where a page does not say what came out, or write that into it."""
    text = page.read_text("utf-8")
    if WRITE:
        page.write_text(now, "utf-8")
    else:
        assert _steady(now) == _steady(text)


def _commands(block: str) -> list[str]:
    """The commands of a block, without what they answered."""
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def _answered(script: list[str], given: Mapping[str, str], place: Path, preamble: str) -> list[str]:
    marked = "\n".join(f"{command}\nprintf '\\0'" for command in script)
    session = subprocess.run(
        ["bash", "-s"], input=preamble + marked, env=given, check=True, stdout=subprocess.PIPE, text=True, cwd=place
    )
    return session.stdout.split("\0")[:-1]


def _swapped(text: str, words: Mapping[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def _steady(text: str) -> str:
    for pattern, name in VARYING:
        text = re.sub(pattern, name, text)
    return text
