"""The tutorial is run, and says what comes out. `make docs` writes the answers of the day into it."""

import asyncio
import sys
from pathlib import Path

from tests.acceptance.programs import free_port, running, until_ready
from tests.manual.transcripts import DOCS, check, environment, retold

PAGE = DOCS / "tutorial.md"
PREAMBLE = """\
export KEY=$(subreg keys create --scope register:read --scope register:write --scope notices:decide 2>/dev/null)
api() { curl -s -H "Authorization: Bearer $KEY" "$@"; }
"""


async def test_the_tutorial_says_what_comes_out(tmp_path: Path) -> None:
    """Each command of the tutorial, run one after the other on an empty register, answers what stands below it."""
    port, data = str(free_port()), str(tmp_path / "data")
    given = environment(SUBREG_DATA_DIR=data, B=f"http://127.0.0.1:{port}")
    here = {
        "/tmp/subreg-tutorial.dump": str(tmp_path / "dump"),  # noqa: S108 — the page's
        "127.0.0.1:8000": f"127.0.0.1:{port}",
    }
    async with running(sys.executable, "-m", "service", "serve", "--port", port, SUBREG_DATA_DIR=data) as server:
        await until_ready(given["B"], server)
        now = await asyncio.to_thread(retold, PAGE.read_text("utf-8"), given, here, tmp_path, PREAMBLE)
    check(PAGE, now)
