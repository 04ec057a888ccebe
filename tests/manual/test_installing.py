"""The page of the three ways to install says what comes out: a part of it in every run, all with `make installing`."""

import re
from pathlib import Path

import pytest

from tests.manual.installing import PAGE, sample
from tests.manual.transcripts import DOCS, check


@pytest.mark.timeout(300)  # a start and two verbs, on a machine that does other things too
async def test_the_command_line_of_the_unit_serves_and_is_backed_up(tmp_path: Path) -> None:
    """Started as its unit has it the service comes up, announces a change to a list, and is backed up."""
    check(PAGE, await sample(tmp_path))


def test_what_is_run_is_what_the_manual_says() -> None:
    """The lines that install on one host are run, but for where the source lies and for systemctl."""
    block = re.findall(r"## One host\n\n```\n(.*?)```", DOCS.joinpath("deploying.md").read_text("utf-8"), re.DOTALL)[0]
    told = {line.partition("  ")[0] for line in block.splitlines() if not line.startswith("systemctl")}
    run = re.sub(r" --quiet|\b(before|now)/", "", PAGE.read_text("utf-8")).replace("./before", ".").splitlines()
    assert (5, []) == (len(told), [line for line in told if f"$ {line}" not in run])
