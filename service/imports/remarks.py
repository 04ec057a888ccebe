"""Remarks: what the report of an import tells beside what it took."""

from collections.abc import Iterable
from typing import Literal

from service.documents import Document

Kind = Literal["assumed", "kept", "ignored"]


class Remark(Document, frozen=True, kw_only=True):
    """Something about a cell: it was read as what it does not literally say, kept in its own words, or left out."""

    line: int
    column: str
    detail: str
    kind: Kind


def remarks_on(line: int, column: str, kind: Kind, sentences: Iterable[str]) -> list[Remark]:
    """Return one remark for each sentence about a cell."""
    return [Remark(line=line, column=column, detail=sentence, kind=kind) for sentence in sentences]
