"""The examples of docs/pipelines.md can be run: their flags exist, and their scripts do what they say."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import typer.main

from service import cli, reports
from service.settings import SETTINGS
from service.transfers import SEVERITIES

TEXT = (Path(__file__).parents[1] / "docs" / "pipelines.md").read_text("utf-8")
SCRIPTS = re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
CALL = re.compile(r"(?:\.venv/bin/)?subreg ([a-z]+)((?: +(?:\"\$\([^)]*\)\"|[^\s|>;`)]+))*)")


def calls() -> Iterator[tuple[str, list[str]]]:
    """Every call of the program in the page: the verb and its words."""
    for verb, rest in CALL.findall(TEXT):
        if verb in {name for name, _ in commands()}:
            yield verb, shlex.split(rest)


def commands() -> list[tuple[str, set[str]]]:
    """Every verb of the program with its options."""
    group = typer.main.get_command(cli.app).commands.items()  # type: ignore[attr-defined]  # a click group
    return [(name, {opt for parameter in command.params for opt in parameter.opts}) for name, command in group]


def test_the_page_calls_the_check() -> None:
    """There are calls to look at: a mistake in finding them would pass everything."""
    assert {"check"} == {verb for verb, _ in calls()}
    assert 8 <= len(list(calls()))


def test_every_flag_exists() -> None:
    """Each option that a call or a sentence of the page names is one of the check."""
    known = dict(commands())["check"]
    named = {word for _, words in calls() for word in words if word.startswith("--")}
    named |= set(re.findall(r"`(--[a-z-]+)", TEXT))
    assert set() == named - known
    assert {"--all", "--controller", "--on", "--fail-on", "--format", "--revoke"} <= named


@pytest.mark.parametrize(
    ("option", "values"), [("--format", get_args(reports.Form)), ("--fail-on", SEVERITIES)], ids=["format", "fail-on"]
)
def test_every_value_exists(option: str, values: tuple[str, ...]) -> None:
    """Each form and severity that a call names is one that the check takes."""
    given = {words[words.index(option) + 1] for _, words in calls() if option in words}
    assert set() == given - set(values)


def test_every_form_is_explained() -> None:
    """Each form of the report has its row."""
    assert [] == [form for form in get_args(reports.Form) if f"| `{form}` |" not in TEXT]


def test_every_setting_exists() -> None:
    """Each variable that the page names is a setting, or the file of one."""
    known = {setting.variable for setting in SETTINGS}
    assert set() == {name.removesuffix("_FILE") for name in re.findall(r"SUBREG_[A-Z_]+", TEXT)} - known


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_shell(script: str) -> None:
    """Every script of the page is read by a shell without complaint."""
    assert (0, "") == _run(["sh", "-n"], script)


@pytest.mark.parametrize("code", range(4))
@pytest.mark.parametrize("script", [script for script in SCRIPTS if "exit" in script])
def test_a_script_passes_the_exit_code_on(tmp_path: Path, script: str, code: int) -> None:
    """A job ends as the check ended, and keeps a report only of a check that ran."""
    program = tmp_path / "subreg"
    program.write_text(f"#!/bin/sh\necho report\nexit {code}\n")
    program.chmod(0o755)
    folder = tmp_path / "checks"
    folder.mkdir()
    run = ["env", f"PATH={tmp_path}:/usr/bin:/bin", "sh", "-s", str(folder)]
    assert code == _run(run, script, folder)[0]
    kept = [file for file in folder.iterdir() if file.suffix == ".json"]
    assert ("nightly" in script and code < 2) == bool(kept)


def _run(command: list[str], script: str, folder: Path | None = None) -> tuple[int, str]:
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False, cwd=folder)
    return done.returncode, done.stderr
