"""The built wheel has all that the program needs beside its code."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = """
import asyncio, sys
from service.database.migrations import pending
from service.database.queries import queries, sql_root
from service import examples
from service.law import load_law
from service.languages import SHIPPED, language_of
from service.web.pages import error_page
assert sql_root().parent.name == "service", sql_root()
assert len({language_of(tag).gettext("Reply") for tag in SHIPPED}) == len(SHIPPED)
load_law(); examples.policy_users(); error_page(404, "title", "detail")
print(asyncio.run(pending(sys.argv[1])))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout and unpacked where no checkout is near."""
    place = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        str(ROOT),
        "--no-deps",
        "--no-build-isolation",
        "-q",
        "-w",
        str(place),
    ]
    subprocess.run(build, check=True, capture_output=True, timeout=100)
    with zipfile.ZipFile(next(place.glob("*.whl"))) as wheel:
        wheel.extractall(place / "site")
    return place / "site"


def test_wheel_finds_its_sql_law_languages_examples_and_templates(unpacked: Path, shared_database_url: str) -> None:
    """Code from the wheel alone reads its data files, and sees a migrated database as up to date."""
    command = [sys.executable, "-c", SCRIPT, shared_database_url]
    environment = {"PYTHONPATH": str(unpacked), "PATH": ""}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, cwd=unpacked, env=environment, check=False
    )
    assert (0, "[]") == (done.returncode, done.stdout.strip()), done.stderr
