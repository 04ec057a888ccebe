"""The id of a request."""

import asyncio
import logging

import pytest

from tests.web.running import BOOTSTRAP, Running

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        pytest.param({"X-Request-Id": "of-a-client-1"}, "of-a-client-1", id="own"),
        pytest.param({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, TRACE, id="trace"),
        pytest.param(
            {"X-Request-Id": "of-a-client-1", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"},
            "of-a-client-1",
            id="both",
        ),
    ],
)
async def test_an_id_in_a_harmless_form_is_taken(shared: Running, fields: dict[str, str], taken: str) -> None:
    """The answer has the client's own id, or that of the trace."""
    assert taken == (await shared.reader.get("/health/live", headers=fields)).headers["X-Request-Id"]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="none"),
        pytest.param({"X-Request-Id": "short"}, id="short"),
        pytest.param({"X-Request-Id": "a" * 65}, id="long"),
        pytest.param({"X-Request-Id": "subreg_key_" + "a" * 43}, id="key"),
        pytest.param({"X-Request-Id": BOOTSTRAP}, id="bootstrap key"),
        pytest.param({"X-Request-Id": 'a"},{"level": "x'}, id="json"),
        pytest.param({"traceparent": f"00-{'0' * 32}-00f067aa0ba902b7-01"}, id="no trace"),
        pytest.param({"traceparent": f"00-{TRACE}"}, id="half a trace"),
    ],
)
async def test_any_other_is_made_anew(shared: Running, fields: dict[str, str]) -> None:
    """What is too short, too long, or has other characters is not repeated."""
    answers = [await shared.reader.get("/health/live", headers=fields) for _ in range(2)]
    first, second = (answer.headers["X-Request-Id"] for answer in answers)
    assert first != second
    assert 32 == len(first)


async def test_lines_of_requests_at_once_have_their_own_ids(service: Running, caplog: pytest.LogCaptureFixture) -> None:
    """Each request leaves one line, and a poll that memory answers leaves none."""
    caplog.set_level(logging.INFO, "service")
    await asyncio.gather(*(service.reader.get("/v1/processor") for _ in range(5)))
    lines = [record for record in caplog.records if record.message == "request"]
    assert [("/v1/processor", 401)] * 5 == [(line.__dict__["route"], line.__dict__["status"]) for line in lines]
    caplog.clear()
    polls = [await service.reader.get("/lists/acme/feed.atom")]
    while "X-Request-Id" in polls[-1].headers:
        polls.append(await service.reader.get("/lists/acme/feed.atom"))
    lines = [record for record in caplog.records if record.message == "request"]
    assert len(lines) == len(polls) - 1
