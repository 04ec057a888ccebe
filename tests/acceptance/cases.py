"""A campaign over the OpenAPI document: Schemathesis makes requests of it and holds the answers of a server to it."""

import asyncio
import base64
import json
import os
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from service.access import tokens
from service.database.pool import open_connection
from tests import factories
from tests.acceptance.programs import KEY

_HERE = Path(__file__).parent
_PLANNED = {"effective_on": "2199-01-01"}


class Campaign(NamedTuple):
    """What a run is to do: examples of an operation and scenarios over links, by which seed, in which phases."""

    examples: int
    scenarios: int
    seed: int
    phases: str


class Caller(NamedTuple):
    """Who asks, as options and configuration of Schemathesis, and what parameters of paths are to be."""

    options: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    config: str = ""


class Result(NamedTuple):
    """What came of it: the exit code (0 for no failure), how many cases there were, and all that was printed."""

    code: int
    cases: int
    text: str


async def seed(address: str, database_url: str) -> Caller:
    """Load a public list and a private one, each with a change to come; return who holds the private one's token."""
    headers = {"Authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(base_url=f"{address}/v1/", headers=headers) as client:
        for path, document, parameters in (
            ("processor", factories.processor(), {}),
            ("controllers/acme", factories.controller(), {}),
            ("controllers/closed", factories.controller("Closed", visibility="private"), {}),
            ("subprocessors/nimbus", factories.subprocessor("Nimbus"), {}),
            ("controllers/acme/subprocessors/nimbus", factories.engagement(), {"notice": "baseline"}),
            ("controllers/closed/subprocessors/nimbus", factories.engagement(), {"notice": "baseline"}),
            ("subprocessors/nimbus", factories.subprocessor("Nimbus", locations=[factories.location("IN")]), _PLANNED),
        ):
            (await client.put(path, json=document, params=parameters)).raise_for_status()
    conn = await open_connection(database_url)
    try:
        token = (await tokens.create(conn, "closed", "of a campaign")).secret
    finally:
        await conn.close()
    password = base64.b64encode(f":{token}".encode()).decode()
    options = ("--header", f"Authorization: Basic {password}", "--include-path-regex", "^/(lists|s)/")
    return Caller(options, (("path.token", token), ("path.controller", "closed")))


STAFF = Caller(("--header", f"Authorization: Bearer {KEY}"))
# What nobody reads need not be wrong in ten thousand ways.
STRANGER = Caller(config="[[operations]]\ninclude-path-regex = '^/v1/'\nphases.coverage.enabled = false\n")


async def run(address: str, folder: Path, campaign: Campaign, caller: Caller) -> Result:
    """Try the operations of a served register as a caller."""
    document, config = folder / "openapi.json", folder / "schemathesis.toml"
    async with httpx.AsyncClient(base_url=address) as client:
        document.write_text(json.dumps(closed((await client.get("/schema/openapi.json")).json())), "utf-8")
    config.write_text(_config(caller, campaign), "utf-8")
    options = {
        "--url": address,
        "--phases": campaign.phases,
        "--seed": str(campaign.seed),
        "--generation-database": "none",
    }
    process = await asyncio.create_subprocess_exec(
        *(str(Path(sys.executable).with_name("st")), "--config-file", str(config), "run", str(document)),
        *("--no-color", "--continue-on-failure"),
        *(part for option in options.items() for part in option),
        *caller.options,
        env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.acceptance.case_hooks", "PYTHONPATH": str(_HERE.parents[1])},
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    text = printed.decode()
    found = re.search(r"([\d,]+) generated", text)
    return Result(process.returncode or 0, int(found[1].replace(",", "")) if found else 0, text)


def closed(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with every object closed: a client must bear a new field, a campaign must not miss one."""
    for schema in document["components"]["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return document


def _config(caller: Caller, campaign: Campaign) -> str:
    lines = [
        (_HERE / "schemathesis.toml").read_text("utf-8"),
        caller.config,
        f"[phases.fuzzing]\ngeneration.max-examples = {campaign.examples}",
        f"[phases.stateful]\ngeneration.max-examples = {campaign.scenarios}",
        "[parameters]",
        *(f'"{name}" = "{value}"' for name, value in caller.parameters),
    ]
    return "\n".join(lines)
