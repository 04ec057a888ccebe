"""What the server hands to the application, seen from outside: polls out of memory, and everything else."""

import asyncio
import weakref
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
import pytest_asyncio
from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]  # imported there under another name
from litestar import Litestar, get
from litestar.exceptions import LitestarException
from litestar.response import Stream

from service.web.gateway import Gateway
from tests.acceptance.programs import KEY, serving
from tests.database.servers import clone, drop
from tests.web.browsing import harms
from tests.web.running import bearer

_ACME, _FEED = "/v1/controllers/acme", "/lists/acme/feed.atom"

_ROWS = b"sub_processor,purpose,location_iso\nFastly,Content delivery,US\n"


# No test here leaves anything in the register, so all of them share one service, and one event loop with it.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a served register that has a public list with a sub-processor of which no place is known."""
    url = await clone(server_url, template)
    async with (
        serving(url, tmp_path_factory.mktemp("gateway")) as address,
        httpx.AsyncClient(base_url=address, headers=bearer(KEY)) as client,
    ):
        for path, document in (
            (_ACME, {"name": "Acme", "visibility": "public"}),
            ("/v1/subprocessors/nimbus", {"name": "Nimbus"}),
            (f"{_ACME}/subprocessors/nimbus?notice=baseline", {"purpose": "Hosting"}),
        ):
            (await client.put(path, json=document)).raise_for_status()
        # A feed has no Last-Modified until the second of its last notice is over.
        while "Last-Modified" not in (await client.get("/lists/acme/feed.json")).headers:  # noqa: ASYNC110 — nobody tells
            await asyncio.sleep(0.05)
        yield address
    await drop(server_url, url)


@pytest_asyncio.fixture(loop_scope="module")
async def client(address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    async with httpx.AsyncClient(base_url=address, headers=bearer(KEY) | {"Accept-Encoding": "identity"}) as client:
        yield client


async def test_memory_answers_as_the_database_did(client: httpx.AsyncClient) -> None:
    """A feed that is asked for again has the same bytes and fields but no id, HEAD the same, and 304 those of a 200."""
    read, again, head = [await client.request(method, _FEED) for method in ("GET", "GET", "HEAD")]
    while "X-Request-Id" in again.headers:  # until it is memory that answers
        again = await client.get(_FEED)
    assert again.content == read.content != b""
    assert head.content == b""
    moving = {"date", "x-request-id"}
    assert _but(again, moving) == _but(read, moving)
    assert _but(head, moving) == _but(again, moving)
    same = await client.get(_FEED, headers={"If-None-Match": read.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert _but(same, moving).items() <= _but(again, moving).items()


async def test_fields_of_one_name_are_one(client: httpx.AsyncClient) -> None:
    """A tag counts in whichever of two If-None-Match fields it stands; where it stands in neither, all is sent."""
    tag = (await client.get(_FEED)).headers["ETag"]
    for tags, status in ((('"other"', tag), 304), (('"other"', '"another"'), 200)):
        answer = await client.get(_FEED, headers=[("If-None-Match", one) for one in tags])
        assert answer.status_code == status


async def test_the_server_lets_the_security_headers_through(client: httpx.AsyncClient) -> None:
    """A feed out of memory, its 304, a page, a stream and a refusal have them; the server names itself, no version."""
    tag = (await client.get(_FEED)).headers["ETag"]
    for path, headers in (
        (_FEED, {}),
        (_FEED, {"If-None-Match": tag}),
        ("/lists/acme", {"Accept": "text/html"}),
        ("/v1/findings", {"Accept": "application/x-ndjson"}),
        ("/nowhere", {}),
    ):
        answer = await client.get(path, headers=headers)
        assert answer.headers.pop("Server") == "granian"
        assert harms(answer) == [], path


async def test_a_condition_outside_ascii_is_a_condition(client: httpx.AsyncClient) -> None:
    """A PUT whose If-Match is no ASCII is refused, as with any tag that does not match; it is not taken for absent."""
    fields = [(b"If-Match", '"caf\u00e9"'.encode("latin-1"))]
    refused = await client.put(_ACME, json={"name": "Other"}, headers=fields)
    assert refused.status_code == 412
    assert (await client.get(_ACME)).json()["name"] == "Acme"


@pytest.mark.parametrize(("size", "status"), [(900_000, 400), (1_100_000, 413)])
async def test_a_body_in_parts_has_the_limit_of_all(client: httpx.AsyncClient, size: int, status: int) -> None:
    """A body of unknown length is read up to the limit of a document; beyond that the answer is 413."""

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b" " * (size // 10)

    answer = await client.put(_ACME, content=parts(), headers={"Content-Type": "application/json"})
    assert answer.status_code == status


@pytest.mark.parametrize("framing", ["Content-Length: 1000", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("sent", [_ROWS, b""])
async def test_a_body_that_broke_off_is_no_body(client: httpx.AsyncClient, framing: str, sent: bytes) -> None:
    """A file cut between two lines is refused with 400, and nothing of it is on the list."""
    part = f"{len(sent):x}\r\n".encode() + sent + b"\r\n" if "chunked" in framing and sent else sent
    head = f"POST /v1/imports?controller=acme HTTP/1.1\r\nHost: acme\r\nContent-Type: text/csv\r\n{framing}\r\n"
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    writer.write(head.encode() + f"Authorization: {client.headers['Authorization']}\r\n\r\n".encode() + part)
    await writer.drain()
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(5000), 10)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"broke off" in answer
    assert [item["subprocessor"] for item in (await client.get(f"{_ACME}/subprocessors")).json()["items"]] == ["nimbus"]


async def test_an_answer_in_parts_comes_whole(client: httpx.AsyncClient) -> None:
    """Findings as lines are streamed, and end."""
    answer = await client.get("/v1/findings", headers={"Accept": "application/x-ndjson"})
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert answer.text.count("\n") > 1


async def test_paths_and_queries_arrive_as_they_were_meant(client: httpx.AsyncClient) -> None:
    """An escaped query is read as what it stands for, and a path that no text is nothing."""
    found = await client.get("/v1/subprocessors?q=%4Eimb%75s")
    assert [item["subprocessor"] for item in found.json()["items"]] == ["nimbus"]
    assert (await client.get("/lists/%ff/feed.atom")).status_code == 401


class _Client:
    """A client of a server that is told of each part of an answer, and is gone after some."""

    def __init__(self, stays: int) -> None:
        """Stay for so many parts."""
        self.stays, self.parts = stays, list[bytes]()
        self.stream: Callable[[], _Stream | None] = lambda: None

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Send no body."""
        return aiter(_nothing())

    async def client_disconnect(self) -> None:
        """Go without a word, so that only sending tells."""
        await asyncio.Event().wait()

    def response_stream(self, status: int, _: list[tuple[str, str]]) -> "_Stream":
        """Take an answer in parts."""
        assert status == 200
        stream = _Stream(self)
        self.stream = weakref.ref(stream)
        return stream


class _Stream:
    """An answer in parts, which ends when nobody holds it any more."""

    def __init__(self, client: _Client) -> None:
        """Begin an answer to a client."""
        self._client = client

    async def send_bytes(self, part: bytes) -> None:
        """Take a part."""
        if len(self._client.parts) == self._client.stays:
            raise ProtocolClosed
        self._client.parts.append(part)


async def _nothing() -> AsyncIterator[bytes]:
    yield b""


async def _streamed(client: _Client, *, fails: bool) -> None:
    """Have a small application answer with ten parts, or fail in their midst."""

    async def parts() -> AsyncIterator[bytes]:
        for number in range(10):
            if fails and number == 5:
                raise LookupError("the fifth")
            yield b"%d" % number

    @get("/")
    async def handler() -> Stream:
        return Stream(parts())

    about = {"http_version": "1.1", "scheme": "http", "method": "GET", "path": "/", "query_string": "", "headers": {}}
    scope = SimpleNamespace(server="127.0.0.1:80", client="127.0.0.1:81", **about)
    await Gateway(Litestar([handler], openapi_config=None, logging_config=None)).__rsgi__(cast("Any", scope), client)


async def test_a_client_that_leaves_is_no_mistake(caplog: pytest.LogCaptureFixture) -> None:
    """Who goes in the midst of an answer ends the work for it, and nothing of that is in the log."""
    client = _Client(stays=3)
    await _streamed(client, fails=False)
    assert client.parts == [b"0", b"1", b"2"]
    assert not caplog.records


async def test_what_breaks_an_answer_off_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """A mistake in the midst of an answer goes to the server, which ends the answer, and to the log with its cause."""
    client = _Client(stays=20)
    with pytest.raises(LitestarException) as raised:
        await _streamed(client, fails=True)
    assert "the fifth" in caplog.text
    # Not when the garbage collector comes by: the client waits for that end.
    assert client.stream() is None, raised.value


def _but(answer: httpx.Response, names: set[str]) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in names}
