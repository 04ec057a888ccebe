"""A verb loads what it needs, and none the web: that is for the workers of a service."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import app, verbs
from tests.acceptance.programs import serving

THE_WEB = {"service.app", "service.web", "litestar"}
OF_TOKENS = {"httpx", "joserfc"}
ISSUER = {"SUBREG_OIDC_ISSUER": "http://127.0.0.1:1", "SUBREG_OIDC_AUDIENCE": "subreg"}
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"
# Python then tells on standard error of every module that it loads, in processes that it starts too.
TELLING = {"PYTHONPROFILEIMPORTTIME": "1"}


def told(text: str) -> set[str]:
    """The modules that were loaded."""
    return set(re.findall(r"^import time: +\d+ \| +\d+ \| +(\S+)$", text, re.MULTILINE))


def loaded(*arguments: str, url: str = NOWHERE) -> tuple[int, set[str]]:
    """The exit code of a verb and the modules that it loaded."""
    command = [sys.executable, "-m", "service", *arguments]
    environment = os.environ | TELLING | {"SUBREG_DATABASE_URL": url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, told(done.stderr)


def test_the_version_loads_the_command_line_alone() -> None:
    """Who asks for the version loads no verb."""
    code, modules = loaded("--version")
    program = {name for name in modules if name.partition(".")[0] == "service"}
    assert (0, {"service", "service.cli", "service.cli.verbs"}) == (code, program)


@pytest.mark.parametrize("verb", [("check", "--all"), ("log", "verify")], ids=" ".join)
def test_a_verb_loads_no_web(verb: tuple[str, ...], database_url: str) -> None:
    """A verb that works on the database loads what it needs for that, and nothing of the application."""
    code, modules = loaded(*verb, url=database_url)
    assert (0, set()) == (code, modules & THE_WEB)
    assert "service.database.pool" in modules


@pytest.mark.parametrize(("settings", "of_tokens"), [({}, set()), (ISSUER, OF_TOKENS)], ids=["keys", "issuer"])
async def test_workers_load_the_web(
    settings: dict[str, str],
    of_tokens: set[str],
    database_url: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """`serve` loads the application in its worker, and what reads access tokens only where there is an issuer."""
    async with serving(database_url, tmp_path, **TELLING, **settings):
        pass
    modules = told(capfd.readouterr().err)
    assert modules >= THE_WEB
    assert of_tokens == modules & OF_TOKENS


def test_who_looks_after_the_workers_loads_no_web() -> None:
    """`serve` that finds no database, and so starts no worker, has loaded the server and nothing of the application."""
    code, modules = loaded("serve")
    assert (3, set()) == (code, modules & THE_WEB)
    assert "service.serving" in modules


def test_a_verb_that_is_misspelled_is_offered() -> None:
    """The verbs are known by name before any is loaded."""
    done = CliRunner().invoke(app, ["chek"])
    assert 2 == done.exit_code
    assert "check" in done.stderr


def test_a_module_that_fails_is_no_misspelled_verb(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the module of a verb raises is raised, a KeyError too, which a mapping would take for its own."""

    def failing(name: str) -> None:
        raise KeyError(name)

    monkeypatch.setattr(verbs, "import_module", failing)
    assert isinstance(CliRunner().invoke(app, ["check"]).exception, KeyError)
