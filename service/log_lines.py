"""The lines that the processes log: one for each event on standard error, as JSON or to read.

Modules log with `logging` as anybody does; fields of an event come as `extra`. Whoever logs names no secret: neither
paths and queries as they came, nor fields of a request.
"""

import logging
import sys
from typing import Any

import structlog

from service.logs import Form, Log

# The server's own handlers are left out, so that its lines are as all others are.
OF_THE_SERVER: dict[str, Any] = {"formatters": {}, "handlers": {}, "loggers": {"_granian": {"handlers": []}}}


def set_up(chosen: Log) -> None:
    """Log from now on as chosen, in this process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(chosen.form))
    level = logging.getLevelNamesMapping()[chosen.level.upper()]
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)
    logging.getLogger("service").setLevel(level)


def _formatter(form: Form) -> structlog.stdlib.ProcessorFormatter:
    # Traces without the values of variables, among which may be secrets.
    ends: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    if form == "text":
        plain = structlog.dev.plain_traceback
        ends = [structlog.dev.ConsoleRenderer(colors=False, timestamp_key="time", exception_formatter=plain)]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_rows, *ends],
    )


def _without_rows(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Take what PostgreSQL tells of the row that was in the way out of an error and those that led to it.

    There may be persons and hashes of secrets in it; the name of the constraint is in the message.
    """
    error = (event.get("exc_info") or (None, None))[1]
    while error is not None:
        if hasattr(error, "sqlstate") and hasattr(error, "detail"):  # an error of asyncpg
            error.detail = None
        error = error.__cause__ or error.__context__
    return event
