"""What an operator can say of the log: in which form its lines are, and from which level on."""

from typing import Literal, get_args

import msgspec

Form = Literal["json", "text"]
Level = Literal["debug", "info", "warning", "error"]
_FORMS, _LEVELS = get_args(Form), get_args(Level)


class Log(msgspec.Struct, frozen=True):
    """In which form lines are written, and from which level on; of libraries nothing below a warning."""

    form: Form = "json"
    level: Level = "info"


def log(text: str) -> Log:
    """Read a form, a level, or both parted by a comma ("text,warning"); raises ValueError for anything else."""
    given: dict[str, str] = {}
    for word in text.split(","):
        name = "form" if word.strip() in _FORMS else "level"
        if name in given or word.strip() not in (*_FORMS, *_LEVELS):
            msg = f"{text!r} is not {' or '.join(_FORMS)}, or {', '.join(_LEVELS)}, or one of both as text,warning"
            raise ValueError(msg)
        given[name] = word.strip()
    return msgspec.convert(given, Log)
