"""Reads the first sheet of an XLSX workbook, and refuses one that is broken or made to swell."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from service.errors import Invalid, Malformed, Place

_MOST_UNPACKED = 40_000_000  # bytes; a workbook of 5 MB that holds text unpacks to less
_MOST_COLUMNS = 100
_SPARE_ROWS = 5_000  # empty ones among those with content


def sheet_rows(data: bytes, most: int) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield row number and cells of the first sheet, values only: trailing empty cells of the header row do not count.

    Raises Malformed where it is no workbook, Invalid where it reaches further than `most` rows with some room.
    """
    width = 0
    for number, row in enumerate(_raw_rows(data), start=1):
        if number > most + _SPARE_ROWS:
            raise _too_far(f"The sheet reaches beyond row {number}; delete the empty rows, or split it.")
        cells = [_cell(value) for value in row]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) > _MOST_COLUMNS:
            raise _too_far(f"Row {number} has {len(cells)} columns; at most {_MOST_COLUMNS} are read.")
        width = width or len(cells)
        yield number, cells + [""] * (width - len(cells))


def _raw_rows(data: bytes) -> Iterator[Sequence[Any]]:
    from openpyxl import load_workbook  # noqa: PLC0415 — a tenth of a second at every start, for few files

    try:
        _refuse_bomb(data)
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
        yield from sheet.iter_rows(values_only=True)
    except Invalid:
        raise
    except Exception as error:  # noqa: BLE001 — openpyxl lets every error of zip, XML, numbers and its own through
        detail = f"This is no XLSX workbook that can be read ({type(error).__name__}). Save it again, or as CSV UTF-8."
        raise Malformed(detail, (Place("", detail),)) from None


def _refuse_bomb(data: bytes) -> None:
    """Count what the parts unpack to; zipfile never unpacks more of a part than its entry says."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > _MOST_UNPACKED:
        raise _too_far(f"The workbook unpacks to {unpacked} bytes, at most {_MOST_UNPACKED} are read; send CSV UTF-8.")


def _too_far(detail: str) -> Invalid:
    return Invalid(detail, (Place("", detail),))


def _cell(value: Any) -> str:  # noqa: ANN401 — what openpyxl reads from a cell
    """Write a value as the sheet shows it: a day without a time of day as YYYY-MM-DD, a whole number without a dot."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
