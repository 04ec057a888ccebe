"""All that a real service tells of requests, lines, spans and metrics: a line each, and no secret in any."""

import asyncio
import base64
import json
import os
import sys
from pathlib import Path
from typing import Any

import httpx
import msgspec

from tests.acceptance.programs import KEY, free_port, until_ready
from tests.web.running import bearer, running

WRONG = "subreg_key_" + "w" * 43
GUESSED = "subreg_token_" + "g" * 43
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Told(msgspec.Struct, kw_only=True):
    """What a service told in a conversation, and the ids and texts of its answers."""

    lines: list[str] = []
    spans: bytes = b""
    metrics: str = ""
    ids: list[str] = []
    errors: str = ""


def basic(secret: str) -> dict[str, str]:
    """The field that sends a secret as a password."""
    return {"Authorization": "Basic " + base64.b64encode(f"reader:{secret}".encode()).decode()}


async def converse(address: str, token: str, told: Told) -> None:
    """Send requests with all kinds of secrets, right and wrong ones, in right and wrong places."""
    objection = f"/s/{token}/notices/00000000-0000-0000-0000-000000000000/objections"
    asked: list[tuple[str, str, dict[str, str]]] = [
        ("GET", f"/s/{token}", {}),
        ("GET", f"/s/{token}/feed.atom", {}),
        ("GET", f"/s/{GUESSED}/feed.atom", {}),
        ("GET", f"/s/{token}/none/none", {}),
        ("GET", f"/s/{token}/none", {"Accept": "text/html"}),
        ("PUT", f"/s/{token}", {}),
        ("POST", objection, {}),
        ("GET", f"/s/{token}?x={token}", {}),
        ("GET", f"/lists/closed?token={token}", basic(token)),
        ("GET", "/lists/closed/feed.json", {"Authorization": basic(token)["Authorization"].replace("B", "b", 1) + "x"}),
        ("GET", "/v1/processor", bearer(WRONG)),
        ("GET", "/v1/processor", bearer(token)),
        ("GET", "/v1/processor", {"Authorization": KEY}),
        ("GET", f"/v1/controllers?key={KEY}", bearer(KEY)),
        ("GET", f"/v1/findings?rule={KEY}", bearer(KEY)),
        ("GET", "/v1/controllers", {"X-Request-Id": KEY[:4] + token}),
        ("GET", "/v1/controllers", {"X-Request-Id": KEY}),
        ("GET", "/v1/controllers", bearer(KEY) | {"traceparent": TRACE, "tracestate": f"key={KEY}", "baggage": KEY}),
        ("GET", "/v1/controllers", bearer(KEY) | {"User-Agent": KEY, "Cookie": KEY, "X-Forwarded-For": KEY}),
        ("PUT", f"/v1/controllers/{WRONG}", bearer(KEY)),
        ("POST", "/v1/imports?controller=acme", bearer(KEY)),
        ("BREW", f"/s/{token}", {}),
        (GUESSED, "/v1/controllers", {}),
    ]
    async with httpx.AsyncClient(base_url=address) as client:
        answers = await asyncio.gather(
            *(client.request(how, path, headers=fields, content=f'{{"name": "{KEY}"}}') for how, path, fields in asked)
        )
        told.metrics = (await client.get("/metrics", headers=bearer(KEY))).text
    told.ids = [answer.headers["X-Request-Id"] for answer in answers]
    told.errors = "".join(
        answer.text
        for (_, path, _), answer in zip(asked, answers, strict=True)
        if path.startswith("/s/") and answer.is_error
    )


async def collecting(told: Told) -> asyncio.Server:
    """A collector of spans on a free port of this machine (OTLP over HTTP)."""

    async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""):
            fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
            told.spans += await reader.readexactly(int(fields[b"content-length"]))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            break
        writer.close()

    return await asyncio.start_server(accepted, "127.0.0.1")


async def logged(url: str, data: Path, token: str) -> Told:
    """What a service tells in such a conversation."""
    told, port = Told(), free_port()
    collector = await collecting(told)
    given = os.environ | {
        "SUBREG_DATABASE_URL": url,
        "SUBREG_DATA_DIR": str(data),
        "SUBREG_BOOTSTRAP_KEY": KEY,
        "SUBREG_LOG": "json,debug",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.sockets[0].getsockname()[1]}",
    }
    command = (sys.executable, "-m", "service", "serve", "--port", str(port))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, env=given, stdout=pipe, stderr=pipe)
    try:
        address = f"http://127.0.0.1:{port}"
        await until_ready(address, process)
        await converse(address, token, told)
    finally:
        process.terminate()
        output, errors = await asyncio.wait_for(process.communicate(), 40)
        collector.close()
    assert b"" == output
    told.lines = errors.decode().splitlines()
    return told


async def token_of(url: str) -> str:
    """Make the lists and a subscriber token of the private one."""
    async with running(url) as service:
        await service.seed()
        return (await service.token()).secret


async def test_no_secret_is_told(database_url: str, tmp_path: Path) -> None:
    """Keys, tokens and passwords, right and wrong, wherever they are sent, are in no line, span, metric or error."""
    token = await token_of(database_url)
    told = await logged(database_url, tmp_path, token)
    events = [json.loads(line) for line in told.lines if line.startswith("{")]
    requests: dict[str, dict[str, Any]] = {one["request_id"]: one for one in events if one["event"] == "request"}
    assert set(told.ids) <= set(requests)
    routes = [requests[one]["route"] for one in told.ids]
    assert ["/s/{token}", "/s/{token}/feed.atom", "/s/{token}/feed.atom", "none"] == routes[:4]
    assert {"time", "level", "event", "logger", "request_id", "method", "route", "status", "seconds"} == set(
        requests[told.ids[0]]
    )
    assert b"GET /s/{token}/feed.atom" in told.spans
    assert 'route="/s/{token}/feed.atom"' in told.metrics
    assert "There is no /s/{token}/none here" in told.errors
    everything = "\n".join([*told.lines, told.spans.decode("latin-1"), told.metrics, told.errors])
    secrets = [token, KEY, WRONG, GUESSED, basic(token)["Authorization"].removeprefix("Basic ")]
    assert [] == [secret for secret in secrets if secret in everything or secret[12:40] in everything]
