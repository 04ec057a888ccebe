"""What one line of a published list says of a sub-processor, read cell by cell."""

import re
from typing import Any

from service.documents import Country, Document, Text, Url
from service.documents import Line as TextLine
from service.errors import Invalid
from service.imports.claims import read_claims
from service.imports.locations import read_locations
from service.imports.remarks import Remark, remarks_on
from service.imports.slugs import slug_of
from service.imports.tables import Columns, Line, bad_cell, one_line, text_of_type
from service.places import seat_country
from service.safeguards import AnySafeguard
from service.subprocessors import Location

_COMMA = re.compile(r"\s*,\s*(?![^()]*\))")  # outside brackets
_SEMICOLON = re.compile(r"\s*;\s*")

LIST_COLUMNS = Columns(
    known=frozenset(
        {
            *("sub_processor", "legal_entity", "purpose", "location_raw", "location_iso", "location_region"),
            *("corporate_location_raw", "mechanism_raw", "data_categories", "service_scope", "url", "dpa_url"),
            *("company", "first_seen", "last_changed"),
        }
    ),
    required=frozenset({"sub_processor"}),
    ignored_prefix="source_",
)


class Row(Document, frozen=True, kw_only=True):
    """One line, read. Null is what the line does not say."""

    line: int
    slug: str
    name: str
    legal_name: str | None = None
    country: Country | None = None
    website: str | None = None
    purpose: str | None = None
    services: tuple[str, ...] | None = None
    data_categories: tuple[str, ...] | None = None
    locations: tuple[Location, ...] | None = None
    safeguards: tuple[AnySafeguard, ...] | None = None
    remarks: tuple[Remark, ...] = ()


def read_row(line: Line) -> Row:
    """Read a line of a list; raises Invalid that names line, column, reason and remedy of the first bad cell."""
    name = _one(line, "sub_processor")
    if name is None:
        raise bad_cell(line.number, "sub_processor", "the name is missing; every line names a sub-processor")
    remarks: list[Remark] = []
    return Row(
        line=line.number,
        slug=slug_of(name),
        name=name,
        legal_name=_one(line, "legal_entity"),
        country=_seat(line, remarks),
        website=_website(line, remarks),
        purpose=_checked(line, "purpose", line["purpose"] or None, Text),
        services=_several(line, "service_scope", _SEMICOLON),
        data_categories=_several(line, "data_categories", _SEMICOLON if ";" in line["data_categories"] else _COMMA),
        locations=_locations(line, remarks),
        safeguards=_safeguards(line, remarks),
        remarks=(*remarks, *_published_dpa(line)),
    )


def _checked(line: Line, column: str, value: str | None, wanted: Any) -> str | None:  # noqa: ANN401 — a type of text
    """Check a text by the type of the field it goes to; raises Invalid that names the cell. None stays None."""
    try:
        return None if value is None else text_of_type(value, wanted)
    except Invalid as error:
        raise bad_cell(line.number, column, error.errors[0].detail) from None


def _one(line: Line, column: str) -> str | None:
    return _checked(line, column, one_line(line[column]) or None, TextLine)


def _several(line: Line, column: str, separator: re.Pattern[str]) -> tuple[str, ...] | None:
    parts = dict.fromkeys(filter(None, separator.split(one_line(line[column]))))
    return tuple(str(_checked(line, column, part, TextLine)) for part in parts) or None


def _seat(line: Line, remarks: list[Remark]) -> Country | None:
    text = one_line(line["corporate_location_raw"])
    country = seat_country(text)
    if text and country is None:
        said = f'"{text}" names no single country with certainty; the country of the seat is not recorded'
        remarks += remarks_on(line.number, "corporate_location_raw", "ignored", [said])
    return country


def _website(line: Line, remarks: list[Remark]) -> str | None:
    try:
        return _checked(line, "url", line["url"] or None, Url)
    except Invalid:
        remarks += remarks_on(line.number, "url", "ignored", [f'"{line["url"]}" is no http or https address'])
        return None


def _locations(line: Line, remarks: list[Remark]) -> tuple[Location, ...] | None:
    for column in ("location_raw", "location_region"):
        _one(line, column)
    return read_locations(line, remarks) or None


def _safeguards(line: Line, remarks: list[Remark]) -> tuple[AnySafeguard, ...] | None:
    claims = read_claims(_one(line, "mechanism_raw") or "")
    remarks += remarks_on(line.number, "mechanism_raw", "assumed", claims.assumed)
    remarks += remarks_on(line.number, "mechanism_raw", "kept", claims.kept)
    remarks += remarks_on(line.number, "mechanism_raw", "ignored", claims.ignored)
    return claims.tools or None


def _published_dpa(line: Line) -> list[Remark]:
    """Say why no DPA is recorded: a published one is an offer, not a contract that was signed (Art. 28(3) GDPR)."""
    said = f"a published DPA is no signed contract, so none is recorded; it is at {line['dpa_url']}"
    return remarks_on(line.number, "dpa_url", "ignored", [said] if line["dpa_url"] else [])
