"""The form of the log."""

import json
import logging
from collections.abc import Iterator

import asyncpg
import pytest

from service.database.pool import open_connection
from service.log_lines import set_up
from service.logs import Form, Log, log


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root, own = logging.getLogger(), logging.getLogger("service")
    before = (root.handlers[:], root.level, own.level)
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    own.setLevel(before[2])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("json", Log()),
        ("text", Log("text")),
        ("warning", Log("json", "warning")),
        ("debug, text", Log("text", "debug")),
    ],
)
def test_a_form_and_a_level_are_read(text: str, read: Log) -> None:
    """Either alone or both, in any order."""
    assert read == log(text)


@pytest.mark.parametrize("text", ["yaml", "json,text", "info,debug", "json,,info", ""])
def test_anything_else_is_refused(text: str) -> None:
    """A word that is not known, or two of a kind, is told with what is."""
    with pytest.raises(ValueError, match="json or text"):
        log(text)


def test_a_line_is_json_with_time_level_and_fields(capsys: pytest.CaptureFixture[str]) -> None:
    """Each event is one line, with its trace in it, and no values of variables."""
    set_up(Log())
    secret = "of-a-variable"
    try:
        raise ValueError(len(secret))
    except ValueError:
        logging.getLogger("service.web").exception("failed %s", "here", extra={"route": "/x"})
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert ("failed here", "error", "service.web", "/x") == tuple(
        told[name] for name in ("event", "level", "logger", "route")
    )
    assert told["time"].endswith("Z")
    assert "ValueError: 13" in told["exception"]
    assert secret not in line


@pytest.mark.parametrize("form", ["json", "text"])
async def test_no_row_of_the_database_is_told(
    form: Form, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error of PostgreSQL names the constraint, and not the values that broke it; so does one that it led to."""
    set_up(Log(form))
    connection = await open_connection(database_url)
    again = "INSERT INTO rate (bucket, full_at) SELECT '\\x5ec2e7', now() FROM generate_series(1, 2)"
    with pytest.raises(asyncpg.UniqueViolationError, match="5ec2e7") as raised:
        await connection.execute(again)
    await connection.close()
    led_to = LookupError()
    led_to.__cause__ = raised.value
    logging.getLogger("service.web").error("failed", exc_info=led_to)
    told = capsys.readouterr().err
    assert "rate_pkey" in told
    assert "5ec2e7" not in told


def test_text_is_for_people_and_levels_hold(capsys: pytest.CaptureFixture[str]) -> None:
    """Below the level nothing is written, and of libraries nothing below a warning."""
    set_up(Log("text", "info"))
    logging.getLogger("service.web").debug("too little")
    logging.getLogger("library").info("not ours")
    logging.getLogger("service.web").info("request", extra={"status": 200})
    (line,) = capsys.readouterr().err.splitlines()
    assert "request" in line
    assert "status=200" in line
