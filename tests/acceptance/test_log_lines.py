"""The log of a real service: one line a request, and no secret in any."""

import asyncio
import base64
import json
import os
import sys
from pathlib import Path
from typing import Any

import httpx

from tests.acceptance.programs import KEY, free_port, until_ready
from tests.web.running import bearer, running

WRONG = "subreg_key_" + "w" * 43
GUESSED = "subreg_token_" + "g" * 43


async def converse(address: str, token: str) -> list[str]:
    """Send requests with all kinds of secrets, right and wrong ones; returns the ids of their answers."""
    basic = "Basic " + base64.b64encode(f"reader:{token}".encode()).decode()
    asked: list[tuple[str, str, dict[str, str]]] = [
        ("GET", f"/s/{token}", {}),
        ("GET", f"/s/{token}/feed.atom", {}),
        ("GET", f"/s/{GUESSED}/feed.atom", {}),
        ("GET", f"/s/{token}/none/none", {}),
        ("GET", f"/lists/closed?token={token}", {"Authorization": basic}),
        ("GET", "/lists/closed/feed.json", {"Authorization": basic.replace("Basic", "basic") + "x"}),
        ("GET", "/v1/processor", bearer(WRONG)),
        ("GET", f"/v1/controllers?key={KEY}", bearer(KEY)),
        ("GET", "/v1/controllers", {"X-Request-Id": KEY[:4] + token}),
        ("PUT", f"/v1/controllers/{WRONG}", bearer(KEY)),
        ("POST", "/v1/imports?controller=acme", bearer(KEY)),
        ("BREW", f"/s/{token}", {}),
    ]
    async with httpx.AsyncClient(base_url=address) as client:
        answers = await asyncio.gather(*(client.request(how, path, headers=fields) for how, path, fields in asked))
    return [answer.headers["X-Request-Id"] for answer in answers]


async def logged(url: str, data: Path, token: str) -> tuple[list[str], list[str]]:
    """The lines that a service writes in such a conversation, and the ids of its answers."""
    port = free_port()
    given = os.environ | {"SUBREG_DATABASE_URL": url, "SUBREG_DATA_DIR": str(data), "SUBREG_BOOTSTRAP_KEY": KEY}
    command = (sys.executable, "-m", "service", "serve", "--port", str(port))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, env=given, stdout=pipe, stderr=pipe)
    try:
        address = f"http://127.0.0.1:{port}"
        await until_ready(address, process)
        ids = await converse(address, token)
    finally:
        process.terminate()
        output, errors = await asyncio.wait_for(process.communicate(), 40)
    assert b"" == output
    return errors.decode().splitlines(), ids


async def token_of(url: str) -> str:
    """Make the lists and a subscriber token of the private one."""
    async with running(url) as service:
        await service.seed()
        return (await service.token()).secret


async def test_no_secret_is_in_any_line(database_url: str, tmp_path: Path) -> None:
    """Keys, tokens and passwords, right and wrong, in whichever place they are sent, are in no line."""
    token = await token_of(database_url)
    lines, ids = await logged(database_url, tmp_path, token)
    told = [json.loads(line) for line in lines if line.startswith("{")]
    requests: dict[str, dict[str, Any]] = {one["request_id"]: one for one in told if one["event"] == "request"}
    assert set(ids) <= set(requests)
    routes = [requests[one]["route"] for one in ids]
    assert ["/s/{token}", "/s/{token}/feed.atom", "/s/{token}/feed.atom", "none"] == routes[:4]
    assert {"time", "level", "event", "logger", "request_id", "method", "route", "status", "seconds"} == set(
        requests[ids[0]]
    )
    secrets = [token, KEY, WRONG, GUESSED, base64.b64encode(f"reader:{token}".encode()).decode()]
    assert [] == [line for line in lines for secret in secrets if secret in line or secret[12:40] in line]
