"""The page of the three ways to install says what comes out: its last part in every run, all with `make installing`."""

import re
from pathlib import Path

import pytest

from tests.manual.installing import PAGE, sample
from tests.manual.transcripts import DOCS, check


@pytest.mark.timeout(300)  # two starts and three verbs, on a machine that does other things too
async def test_the_command_line_of_the_unit_serves_is_backed_up_and_restored(tmp_path: Path) -> None:
    """As its unit has it the service comes up, and after a restore its feed is the same, for who knows it too."""
    check(PAGE, await sample(tmp_path))


def test_what_is_run_is_what_the_manual_says() -> None:
    """The lines that install on one host are run, but for where the source lies and for systemctl."""
    block = re.findall(r"## One host\n\n```\n(.*?)```", DOCS.joinpath("deploying.md").read_text("utf-8"), re.DOTALL)[0]
    told = {line.partition("  ")[0] for line in block.splitlines() if not line.startswith("systemctl")}
    run = re.sub(r" --quiet|\b(before|now)/", "", PAGE.read_text("utf-8")).replace("./before", ".").splitlines()
    assert (5, []) == (len(told), [line for line in told if f"$ {line}" not in run])
