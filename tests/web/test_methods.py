"""HEAD is answered wherever GET is."""

import pytest

from service import urls
from tests.web.routes import ROUTES
from tests.web.running import Running

READ = [name for name in ROUTES if name[0] == "HEAD"]


async def test_head_is_get_without_the_body(service: Running, planned: str) -> None:
    """The status and the headers are those of GET, and there is no body (RFC 9110 section 9.3.2)."""
    for _, path in READ:
        asked = ROUTES["GET", path].path.replace("{planned}", planned)
        got, head = [await service.staff.request(method, asked) for method in ("GET", "HEAD")]
        for answer in (got, head):
            answer.headers.pop("Last-Modified", None)  # a feed has none until the second of its last notice is over
            answer.headers.pop("X-Request-Id", None)  # of polls that memory answers there is none
            if path == urls.METRICS:
                answer.headers.pop("Content-Length")  # what is told grows with each request
        assert (got.status_code, dict(got.headers), b"") == (head.status_code, dict(head.headers), head.content), path


@pytest.mark.parametrize("query", ["?on=9999-12-31", "?on=2026-11-23&nothing=1"])
async def test_head_is_refused_as_get_is(shared: Running, query: str) -> None:
    """What GET refuses, HEAD refuses with the same status and no body."""
    head = await shared.staff.head(f"/v1/findings{query}")
    assert (400, b"") == (head.status_code, head.content)


async def test_head_of_a_stream_has_no_body(shared: Running) -> None:
    """The lines of all findings are not sent where only the headers are asked for."""
    head = await shared.staff.head("/v1/findings", headers={"Accept": "application/x-ndjson"})
    assert (200, "application/x-ndjson", b"") == (
        head.status_code,
        head.headers["Content-Type"].partition(";")[0],
        head.content,
    )
