"""What the command line prints of a check, one module per form, and of an import (`imports`). Pure text.

`table` is for people; `json`, `sarif` and `junit` are for programs and hold ASCII only, so that their bytes are the
same whatever terminal or locale they pass through.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

from service.register.checking import ListVerdict
from service.reports import json, junit, sarif, table
from service.reports.ahead import Ahead
from service.reports.check import Check
from service.transfers import Severity

__all__ = ["Form", "checked"]

Form = Literal["table", "json", "sarif", "junit"]
_WRITERS: dict[Form, Callable[[Check], str]] = {
    "table": table.written,
    "json": json.written,
    "sarif": sarif.written,
    "junit": junit.written,
}


def checked(
    verdicts: Mapping[str, ListVerdict], on: date, fail_on: Severity, form: Form, ahead: Ahead | None = None
) -> str:
    """Say what the check of lists found, by the slugs of their controllers, as a text without a last line break.

    `ahead` is what a scenario does and what will change. Every form says in which scenario its findings are; what will
    change stands in tables and JSON alone.
    """
    return _WRITERS[form](Check(verdicts=verdicts, on=on, fail_on=fail_on, ahead=ahead or Ahead()))
