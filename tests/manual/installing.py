"""The page of the three ways to install, run: whole with what it installs, or a part of it with this checkout."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from tests.acceptance.programs import free_port
from tests.database.streaming import Server
from tests.manual.transcripts import DOCS, environment, retold

PAGE = DOCS / "installing.md"
ROOT = DOCS.parent
_INSTALLED = ("pyproject.toml", "README.md", "LICENSE", "requirements", "service", "sql", "deploy")
_PLACES = ("/opt/subreg", "/var/lib/subreg", "/etc/subreg", "/etc/systemd")
_UNIT = "deploy/systemd/subreg.service"
_HAS_IT = """\
python3() { test "$2" = venv || command python3 "$@"; }
"""


async def whole(place: Path, server: Server) -> str:
    """The page with the answers of this run, made from nothing: two versions are installed, one over the other.

    A server is the PostgreSQL of one's own. Takes minutes.
    """
    text, here = PAGE.read_text("utf-8"), _here(place)
    older(place / "before")
    _lay_out(place / "now", _INSTALLED, here)
    for name in ("subreg", "restored"):
        here[f"@db.example.com/{name}"] = f"@/{name}?host={quote(str(server.directory), safe='')}&port={server.port}"
    psql = {"PGHOST": str(server.directory), "PGPORT": str(server.port), "PGUSER": "postgres"}
    given = environment(**psql)
    given["PATH"] += f":{Path(server.binaries.program('psql')).parent}"
    return await _run(text, given, here, place, "")


def older(place: Path) -> Path:
    """Lay out, in a directory that is made, the source of the older version of the page, out of the history."""
    (commit,) = re.findall(r"commit `([0-9a-f]+)`", PAGE.read_text("utf-8"))
    place.mkdir()
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x"], cwd=place, input=archive.stdout, check=True)
    return place


async def sample(place: Path) -> str:
    """The page with the answers of this run where its last part begins, in which this checkout is what is installed.

    It ends before the upgrade.
    """
    text, here = PAGE.read_text("utf-8"), _here(place)
    before, title, last = text.partition("\n## By the command line")
    first, upgrade, rest = last.partition("\nUpgrade")
    _lay_out(place / "now", (_UNIT, "deploy/env.example"), here)
    programs = place / "opt" / "subreg" / "bin"
    programs.mkdir(parents=True)
    (programs / "subreg").symlink_to(Path(sys.executable).with_name("subreg"))
    (programs / "pip").symlink_to(shutil.which("true") or "/bin/true")
    return before + title + await _run(first, environment(), here, place, _HAS_IT) + upgrade + rest


async def _run(text: str, given: Mapping[str, str], here: Mapping[str, str], place: Path, before: str) -> str:
    (functions,) = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    preamble = f"trap 'kill $(jobs -p) 2> {os.devnull}; wait' EXIT\n{before}{functions}"
    return await asyncio.to_thread(retold, text, given, here, place, preamble)


def _here(place: Path) -> dict[str, str]:
    port = free_port()
    ports = {f"{before}8000": f"{before}{port}" for before in ("127.0.0.1:", "--port ")}
    return ports | {path: f"{place}{path}" for path in _PLACES}


def _lay_out(source: Path, names: tuple[str, ...], here: Mapping[str, str]) -> None:
    """Copy parts of the checkout, and put this run's places and port into the unit."""
    for name in names:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    unit = (source / _UNIT).read_text("utf-8")
    for old, new in here.items():
        unit = unit.replace(old, new)
    (source / _UNIT).write_text(unit, "utf-8")
