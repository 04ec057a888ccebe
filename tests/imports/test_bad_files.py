"""Files that are refused: each bad line is named with its column, the reason and a remedy, and nothing is taken."""

import contextlib
import io
import tracemalloc
import zipfile
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from service.errors import Invalid, Malformed
from service.imports import Form, read_list
from service.imports.tables import MOST_BYTES, MOST_LINES

HEADER = "sub_processor,purpose,location_raw,location_iso"
GOOD = "\n".join(f"Name {number},hosting,Ireland,IE" for number in range(5))  # lines 2 to 6


def workbook() -> bytes:
    book, file = Workbook(), io.BytesIO()
    book.worksheets[0].append(["sub_processor", "purpose", "first_seen"])
    book.worksheets[0].append(["Box", "hosting", 2024])
    book.save(file)
    return file.getvalue()


WORKBOOK = workbook()


def assert_read_or_refused(data: bytes, form: Form) -> None:
    refusal: Invalid | Malformed | None = None
    try:
        read_list(data, form)
    except (Invalid, Malformed) as error:
        refusal = error
    assert refusal is None or (refusal.errors and refusal.detail)


def refused(data: bytes, form: Form = "csv") -> list[tuple[str, str]]:
    with pytest.raises((Invalid, Malformed)) as caught:
        read_list(data, form)
    return [(place.pointer, place.detail) for place in caught.value.errors]


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("Box,hosting,Ireland,XX", "location_iso", "'XX' is no ISO 3166-1"),
        ("Box,hosting,Ireland,ie", "location_iso", "'ie' is no ISO 3166-1"),
        ("Box,hosting,Ireland,IE;EU", "location_iso", "'EU' is no ISO 3166-1"),
        (",hosting,Ireland,IE", "sub_processor", "the name is missing"),
        ("Bo\0x,hosting,Ireland,IE", "sub_processor", "without control"),
        ("Box,hos\x07ting,Ireland,IE", "purpose", "without control"),
        ("Box,hosting\u202e,Ireland,IE", "purpose", "text-direction"),
        ("Box,hosting\U000e0041,Ireland,IE", "purpose", "invisible"),
        ("Bo\ufeffx,hosting,Ireland,IE", "sub_processor", "invisible"),
        ("Box,hosting,Ireland,\x1b", "location_iso", "without control"),
        (f"{'x' * 301},hosting,Ireland,IE", "sub_processor", "length <= 300"),
        (f"Box,{'x' * 4001},Ireland,IE", "purpose", "length <= 4000"),
        (f"Box,hosting,{'x' * 301},IE", "location_raw", "length <= 300"),
    ],
)
def test_bad_line_seven(line: str, column: str, words: str) -> None:
    """A bad cell in line 7 refuses the file and names line, column, what is wrong and what to write."""
    ((pointer, detail),) = refused(f"{HEADER}\n{GOOD}\n{line}\nBox,hosting,Ireland,IE".encode())
    assert f"/lines/7/{column}" == pointer
    assert detail.startswith(f"Line 7, column {column}: ")
    assert words in detail


@pytest.mark.parametrize("line", ["Box,hosting", "Box,hosting,Ireland,IE,more", 'Box,"hosting', 'Box,"hos"ting,,'])
def test_broken_line_seven(line: str) -> None:
    """A line with too few or too many cells, or with a quote that does not close, is named."""
    assert ["/lines/7"] == [pointer for pointer, _ in refused(f"{HEADER}\n{GOOD}\n{line}".encode())]


def test_all_bad_lines_are_told_at_once() -> None:
    """One refusal names every bad line once, in order, and at most a hundred of them."""
    lines = "\n".join(["Box,,,XX", "A,,", ",,,IE", "B,,,YY;ZZ"] * 40)
    pointers = [pointer for pointer, _ in refused(f"{HEADER}\n{lines}".encode())]
    assert ["/lines/2/location_iso", "/lines/3", "/lines/4/sub_processor", "/lines/5/location_iso"] == pointers[:4]
    assert 100 == len(set(pointers))


@pytest.mark.parametrize(
    ("header", "pointer", "words"),
    [
        ("sub_procesor,purpose", "/lines/1/sub_procesor", "the nearest is 'sub_processor'"),
        ("sub_processor,location", "/lines/1/location", "the nearest is 'location_"),
        ("sub_processor,vendor", "/lines/1/vendor", "these are known: company, "),
        ("purpose,url", "/lines/1/sub_processor", "the column is missing"),
        ("sub_processor,url,url", "/lines/1/url", "twice"),
        ("sub_processor,a/b~c", "/lines/1/a~1b~0c", "there is no column"),
        ("", "/lines/1", "no header"),
    ],
)
def test_bad_header(header: str, pointer: str, words: str) -> None:
    """A column that is unknown, missing or there twice is named, with the nearest that is known, or all if none is."""
    ((where, detail),) = refused(f"{header}\n".encode())
    assert pointer == where
    assert words in detail


def test_other_encodings_are_refused() -> None:
    """A file that is not UTF-8 is refused with the line and what to do."""
    ((pointer, detail),) = refused(f"{HEADER}\n{GOOD}\nKøbenhavn,,,".encode("latin-1"))
    assert "/lines/7" == pointer
    assert "UTF-8" in detail


def test_too_large() -> None:
    """A file with more lines or bytes than an import takes is refused."""
    lines = "".join(f"Name {number}\n" for number in range(MOST_LINES + 1))
    assert [f"/lines/{MOST_LINES + 2}"] == [pointer for pointer, _ in refused(f"sub_processor\n{lines}".encode())]
    assert [("", "too large")] == refused(b"x" * (MOST_BYTES + 1))


def test_too_much_for_one_entry() -> None:
    """Lines that are good each, and together more than a document holds, are refused with the first of them."""
    lines = "\n".join(f"Box,{'x' * 3000}{number},,\n" for number in range(2))
    assert ["/lines/2/purpose"] == [pointer for pointer, _ in refused(f"{HEADER}\n{lines}".encode())]


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        ('{"sub_processor": "Box"', "/lines/2"),
        ('["Box"]', "/lines/2"),
        ('{"sub_processor": 1}', "/lines/2"),
        ('{"sub_processor": "Box", "plaice": null}', "/lines/2/plaice"),
        ('{"sub_processor": null, "purpose": "x"}', "/lines/2/sub_processor"),
        ('{"sub_processor": "\\u0000"}', "/lines/2/sub_processor"),
        ("[" * 100_000, "/lines/2"),
    ],
)
def test_bad_json_line(line: str, pointer: str) -> None:
    """A line that is no object of texts, or has an unknown column, is named."""
    good = b'{"sub_processor": "A"}\n'
    assert [pointer] == [where for where, _ in refused(good + line.encode() + b"\n" + good, "ndjson")]


def test_zip_bomb() -> None:
    """A workbook that unpacks to far more than it is is refused before it is unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 50_000_000)
    ((_, detail),) = refused(file.getvalue(), "xlsx")
    assert "unpacks to 50000000 bytes" in detail


@pytest.mark.parametrize(("cell", "words"), [("A1048576", "beyond row"), ("XFD2", "16384 columns")])
def test_sheet_that_reaches_too_far(cell: str, words: str) -> None:
    """A sheet with a cell far away from the rest is refused and not walked through."""
    book, file = Workbook(), io.BytesIO()
    book.worksheets[0]["A1"] = "sub_processor"
    book.worksheets[0][cell] = "Box"
    book.save(file)
    ((_, detail),) = refused(file.getvalue(), "xlsx")
    assert words in detail


def test_broken_workbook() -> None:
    """Bytes that are no workbook, and a workbook with a part missing, are refused in plain words."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "no workbook")
    for data in (b"", b"PK\x03\x04 nothing", file.getvalue()):
        ((_, detail),) = refused(data, "xlsx")
        assert "no XLSX workbook" in detail


@given(data=st.binary(max_size=400), form=st.sampled_from(get_args(Form)), header=st.booleans())
@settings(max_examples=300, deadline=None)
def test_random_bytes_are_read_or_refused(data: bytes, form: Form, header: bool) -> None:  # noqa: FBT001 — drawn
    """Whatever is sent is read, or refused as Invalid or Malformed with at least one place."""
    assert_read_or_refused(f"{HEADER}\n".encode() * header + data, form)


@given(at=st.integers(0, 10_000), byte=st.integers(0, 255))
@settings(deadline=None)
def test_damaged_workbook_is_read_or_refused(at: int, byte: int) -> None:
    """A workbook with one byte changed is read, or refused as Invalid or Malformed."""
    damaged = bytearray(WORKBOOK)
    damaged[at % len(damaged)] = byte
    assert_read_or_refused(bytes(damaged), "xlsx")


@given(st.lists(st.lists(st.text(max_size=20), min_size=4, max_size=4), max_size=5))
@settings(deadline=None)
def test_random_cells_are_read_or_refused(rows: list[list[str]]) -> None:
    """Cells of any text are read, or refused as Invalid."""
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    with contextlib.suppress(Invalid):
        read_list("\n".join((HEADER, *lines)).encode("utf-8", "replace"), "csv")


def test_long_texts_of_files_are_not_kept() -> None:
    """What was read and given up again leaves little in memory, however long its texts are."""
    tracemalloc.start()
    for number in range(2):
        rows = (f"Name {number} {line},{'😀' * 3900} {number} {line}" for line in range(300))
        assert len(read_list("\n".join(["sub_processor,purpose", *rows]).encode(), "csv").items) == 300
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 6_000_000
