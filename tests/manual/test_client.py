"""A generator makes a typed client of the OpenAPI document, as the manual shows it. `make docs` writes its answers."""

import asyncio
import importlib
import re
import sys
from pathlib import Path

import httpx
import pytest
from mypy import api as mypy

from tests.acceptance.programs import KEY, serving
from tests.manual.transcripts import DOCS, check, environment, retold

PAGE = DOCS / "client.md"
GENERATOR = Path(sys.executable).parents[1] / "generator" / "bin"  # `make install` has put it there


@pytest.mark.timeout(300)  # mypy reads hundreds of modules, on a machine that does other things too
async def test_a_generated_client_makes_a_round_trip(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says what comes out; the client has a function for every operation, and all is typed strictly."""
    text = PAGE.read_text("utf-8")
    for name, language in (("client.yaml", "yaml"), ("round_trip.py", "python")):
        (tmp_path / name).write_text(_block(text, language), "utf-8")
    async with serving(database_url, tmp_path / "data") as address:
        given = environment(B=address, KEY=KEY)
        given["PATH"] += f":{GENERATOR}"
        now = await asyncio.to_thread(retold, text, given, {}, tmp_path)
        document = httpx.get(f"{address}/schema/openapi.json").json()
    check(PAGE, now)
    monkeypatch.syspath_prepend(tmp_path)
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    for operation in operations:
        module = importlib.import_module(f"subreg_client.api.{operation['tags'][0]}.{operation['operationId']}")
        assert callable(module.sync_detailed)
    assert len(operations) > 40
    said, _, code = mypy.run(["--strict", str(tmp_path)])  # with the cache of `make lint`, which knows the libraries
    assert code == 0, said


def _block(text: str, language: str) -> str:
    """The one block of a language in a page."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return str(found)
