"""Names come from outside: what could break a form, or rewrite the screen of whoever reads it, is made visible."""

import re

from service.documents import BARRED

_HIDDEN = re.compile(f"[{BARRED}]")


def visible(text: str) -> str:
    """Replace control and text-direction characters, and those that XML 1.0 cannot carry, by U+FFFD."""
    return _HIDDEN.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Write a text on one line, so that none of its lines can pass for one of the report."""
    return " ".join(visible(text).split())
