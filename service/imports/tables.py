"""Takes a CSV, XLSX or NDJSON file apart into lines of named cells; what the cells mean is not its business."""

import csv
import difflib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

import msgspec

from service.documents import Text, from_plain
from service.errors import Invalid, Malformed, Place
from service.imports.sheets import sheet_rows

Form = Literal["csv", "xlsx", "ndjson"]
MOST_BYTES = 5_000_000
MOST_LINES = 5_000
MOST_ERRORS = 100
BLANK = " \t\r\n\xa0\ufeff"
_BLANKS = re.compile(rf"[{BLANK}]+")


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """The columns of a shape: those known, those of them that must be there, and a beginning that others may have."""

    known: frozenset[str]
    required: frozenset[str]
    ignored_prefix: str | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a file: its number, from 1, and its cells by column, trimmed, "" where empty."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell, "" where the file has no such column."""
        return self.cells.get(column, "")


class BadLines:
    """Collects what is wrong with the lines of a file, so that all of it is told at once."""

    def __init__(self) -> None:
        """Begin with nothing wrong."""
        self._places: dict[int, Place] = {}

    def add(self, error: Invalid | Malformed, line: int) -> None:
        """Note the first thing that is wrong with a line."""
        self._places.setdefault(line, error.errors[0])

    def refuse_any(self) -> None:
        """Raise Invalid with one place for each bad line in the order of the file, at most 100, where one is bad."""
        if not self._places:
            return
        places = [self._places[line] for line in sorted(self._places)]
        count = "1 line is" if len(places) == 1 else f"{len(places)} lines are"
        raise Invalid(f"{count} refused, and nothing is taken. {places[0].detail}", tuple(places[:MOST_ERRORS]))


def bad_cell(line: int, column: str, reason: str) -> Invalid:
    """Return the error for one cell; `reason` says what is wrong and what to write instead."""
    shown = column if column.isidentifier() else repr(column[:60])
    detail = f"Line {line}, column {shown}: {reason}."
    pointer = column[:60].replace("~", "~0").replace("/", "~1")  # RFC 6901
    return Invalid(detail, (Place(f"/lines/{line}/{pointer}", detail),))


def bad_line(line: int, reason: str) -> Invalid:
    """Return the error for a line as a whole."""
    detail = f"Line {line}: {reason}."
    return Invalid(detail, (Place(f"/lines/{line}", detail),))


def read_table(data: bytes, form: Form, columns: Columns, bad: BadLines) -> tuple[Line, ...]:
    """Take a file apart; lines that cannot be read go to `bad`, empty ones are left out.

    Raises Malformed where it is no such file at all (UTF-8 for CSV and NDJSON), Invalid where it is too large or its
    columns are not those of the shape.
    """
    check_size(data)
    read: dict[Form, Callable[[], Iterable[tuple[int, Mapping[str, str]]]]] = {
        "csv": lambda: _headed(_csv_rows(text_of(data)), columns, bad),
        "xlsx": lambda: _headed(sheet_rows(data, MOST_LINES), columns, bad),
        "ndjson": lambda: _json_lines(text_of(data), columns, bad),
    }
    lines: list[Line] = []
    for number, cells in read[form]():
        trimmed = {column: cell.strip(BLANK) for column, cell in cells.items()}
        if any(trimmed.values()):
            check_room(number, len(lines))
            lines.append(Line(number=number, cells=trimmed))
    return tuple(line for line in lines if _is_text(line, bad))


def check_size(data: bytes) -> None:
    """Raise Invalid where a file is too large."""
    if len(data) > MOST_BYTES:
        detail = f"The file has {len(data)} bytes, at most {MOST_BYTES} are taken; split it."
        raise Invalid(detail, (Place("", "too large"),))


def check_room(line: int, taken: int) -> None:
    """Raise Invalid that names a line where so many were taken before it that it is one too many."""
    if taken == MOST_LINES:
        raise bad_line(line, f"at most {MOST_LINES} lines are taken; split the file")


def text_of(data: bytes) -> str:
    """Decode a file; raises Malformed that names the line where it is no UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        detail = f'Line {line}: this is not UTF-8. Save the file as "CSV UTF-8", or in UTF-8, and send it again.'
        raise Malformed(detail, (Place(f"/lines/{line}", detail),)) from None


def _csv_rows(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield line number and cells; the separator is the one that the header uses more, comma or semicolon."""
    header = re.match(r"\s*(.*)", text)
    semicolons = header is not None and header[1].count(";") > header[1].count(",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if semicolons else ",", strict=True)
    number = 1
    try:
        for row in reader:
            yield number, row
            number = reader.line_num + 1
    except csv.Error as error:
        raise bad_line(
            number, f"this is no CSV ({error}); close every quote, and double quotes inside quotes"
        ) from None


def _headed(
    rows: Iterable[tuple[int, Sequence[str]]], columns: Columns, bad: BadLines
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Name the cells of each row after the first row that is not empty."""
    header: list[str] = []
    for number, row in rows:
        if not header:
            if any(cell.strip(BLANK) for cell in row):
                header = _header(number, row, columns)
        elif len(row) == len(header) or not any(cell.strip(BLANK) for cell in row):
            yield number, dict(zip(header, row, strict=False))
        else:
            bad.add(
                bad_line(number, f"{len(row)} cells where the header has {len(header)}; quote cells with separators"),
                number,
            )
    if not header:
        raise Malformed("The file is empty; its first line must name the columns.", (Place("/lines/1", "no header"),))


def _header(number: int, row: Sequence[str], columns: Columns) -> list[str]:
    """Return the names of the columns in lower case, once all of them are good."""
    names = [cell.strip(BLANK).lower() for cell in row]
    for name in names:
        if problem := _unknown(name, columns):
            raise bad_cell(number, name, problem)
        if names.count(name) > 1:
            raise bad_cell(number, name, "the column is there twice; keep one")
    if missing := sorted(columns.required - set(names)):
        raise bad_cell(number, missing[0], f"the column is missing; the header names {', '.join(names)}")
    return names


def _unknown(name: str, columns: Columns) -> str | None:
    """Say what is wrong with the name of a column, None where it is one of the shape."""
    if name in columns.known or (columns.ignored_prefix and name.startswith(columns.ignored_prefix)):
        return None
    near = difflib.get_close_matches(name[:60], sorted(columns.known), n=1)
    told = f"the nearest is {near[0]!r}" if near else f"these are known: {', '.join(sorted(columns.known))}"
    return f"there is no column {name[:60]!r}; {told}"


def _json_lines(text: str, columns: Columns, bad: BadLines) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip(BLANK):
            continue
        try:
            cells = msgspec.json.decode(line.encode(), type=dict[str, str | None])
        except (msgspec.DecodeError, RecursionError) as error:
            bad.add(bad_line(number, f"this is no JSON object of texts ({error}); write one object a line"), number)
            continue
        if unknown := [name for name in cells if _unknown(name, columns)]:
            bad.add(bad_cell(number, unknown[0], str(_unknown(unknown[0], columns))), number)
        else:
            yield number, {name: cell or "" for name, cell in cells.items()}


def _is_text(line: Line, bad: BadLines) -> bool:
    """Whether every cell is text that is safe to publish, and not too long; what is not goes to `bad`."""
    for column, cell in line.cells.items():
        try:
            _ = text_of_type(cell, Text) if cell else None
        except Invalid as error:
            bad.add(bad_cell(line.number, column, error.errors[0].detail), line.number)
            return False
    return True


@lru_cache(maxsize=256)  # the lines of a file say the same things; few, since a text may be long, and is kept for good
def text_of_type(text: str, wanted: Any) -> str:  # noqa: ANN401 — a type of text, such as Line
    """Return a text that is of a type of text; raises Invalid as `from_plain` does."""
    return str(from_plain(text, wanted))


def one_line(cell: str) -> str:
    """Return a cell with every run of blanks and line breaks as one space."""
    return _BLANKS.sub(" ", cell)
