"""Published lists, read: a CSV, XLSX or NDJSON file in, the entries that a list should have out.

Pure: bytes in, values out. Words that are not certain are kept as they stand, never turned into facts.
"""

from collections import defaultdict

from service.documents import Document
from service.errors import Invalid
from service.imports.desired import Desired, desired
from service.imports.entries import ListedEntry, holds_entries, read_entries
from service.imports.remarks import Remark
from service.imports.rows import LIST_COLUMNS, Row, read_row
from service.imports.slugs import slug_of
from service.imports.tables import BadLines, Form, read_table

__all__ = ["Desired", "Form", "ListedEntry", "ParsedList", "Remark", "read_list", "slug_of"]


class ParsedList(Document, frozen=True, kw_only=True):
    """What a file says: one entry for each sub-processor as they come, and the remarks in the order of the lines."""

    items: tuple[Desired, ...] = ()
    remarks: tuple[Remark, ...] = ()


def read_list(data: bytes, form: Form) -> ParsedList:
    """Read a published list with the columns of LIST_COLUMNS; `sub_processor` is the only one that must be there.

    NDJSON may hold whole entries instead (`ListedEntry`), as an export writes them.
    Takes at most 5,000 lines and 5 MB, UTF-8 for CSV (commas or semicolons) and NDJSON. Several lines of one
    sub-processor, by the slug of its name, become one entry. What a line does not say is null, never an empty list.
    Raises Malformed where it is no such file, else Invalid with one place for each bad line (at most 100), such as
    `/lines/7/location_iso`: line, column, what is wrong and what to write instead. Either way nothing is taken.
    """
    bad = BadLines()
    if form == "ndjson" and holds_entries(data):
        entries = read_entries(data, bad)
        bad.refuse_any()
        return ParsedList(items=tuple(entries))
    rows: dict[str, list[Row]] = defaultdict(list)
    for line in read_table(data, form, LIST_COLUMNS, bad):
        try:
            row = read_row(line)
        except Invalid as error:
            bad.add(error, line.number)
        else:
            rows[row.slug].append(row)
    items: list[Desired] = []
    remarks = [remark for same in rows.values() for row in same for remark in row.remarks]
    for same in rows.values():
        try:
            item, more = desired(same)
        except Invalid as error:
            bad.add(error, same[0].line)
        else:
            items.append(item)
            remarks += more
    bad.refuse_any()
    return ParsedList(items=tuple(items), remarks=tuple(sorted(remarks, key=lambda remark: remark.line)))
