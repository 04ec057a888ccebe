"""What an import wants on a list: one entry for each sub-processor, made of all lines that name it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from service.documents import Document, Slug, from_plain, to_plain
from service.engagements import Engagement
from service.errors import Invalid
from service.imports.remarks import Remark, remarks_on
from service.imports.rows import Row
from service.imports.tables import bad_cell
from service.safeguards import AnySafeguard
from service.subprocessors import Location, Subprocessor

T = TypeVar("T")

# The column that a field comes from. Those in the first line hold one value: of several lines the first one counts.
_ONE = {"name": "sub_processor", "legal_name": "legal_entity", "country": "corporate_location_raw", "website": "url"}
_COLUMNS = _ONE | {"locations": "location_raw", "safeguards": "mechanism_raw", "services": "service_scope"}


class Desired(Document, frozen=True, kw_only=True):
    """One entry that a list should have, and the lines it comes from. The register decides what becomes an override.

    `listed` is false for a further hop: it belongs in the catalogue and, without an engagement, not on the list.
    """

    lines: tuple[int, ...] = ()
    slug: Slug
    subprocessor: Subprocessor
    engagement: Engagement
    listed: bool = True


def desired(rows: Sequence[Row]) -> tuple[Desired, list[Remark]]:
    """Unite the lines of one sub-processor, in their order, and say what was assumed in doing so.

    Purposes are joined; services, data categories and locations are united. Of name, legal name, seat and website the
    first one given counts. Raises Invalid where the whole is none that the register takes, such as too many places.
    """
    line = rows[0].line
    subprocessor = Subprocessor(
        name=rows[0].name,
        legal_name=_first(row.legal_name for row in rows),
        country=_first(row.country for row in rows),
        website=_first(row.website for row in rows),
        locations=_union(row.locations for row in rows),
        safeguards=_safeguards(rows),
    )
    engagement = Engagement(
        purpose="; ".join(dict.fromkeys(row.purpose for row in rows if row.purpose)) or None,
        services=_union(row.services for row in rows),
        data_categories=_union(row.data_categories for row in rows),
    )
    entry = Desired(
        lines=tuple(row.line for row in rows),
        slug=rows[0].slug,
        subprocessor=_checked(line, subprocessor),
        engagement=_checked(line, engagement),
    )
    return entry, [*_united(rows), *_not_taken(rows), *_claims_left_out(rows, entry)]


def _checked(line: int, document: T) -> T:
    """Put a document through its own validation, as the API does with what it is sent."""
    try:
        return from_plain(to_plain(document), type(document))
    except Invalid as error:
        field = error.errors[0].pointer.split("/")[1]
        raise bad_cell(line, _COLUMNS.get(field, field), error.errors[0].detail) from None


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _union(values: Iterable[tuple[T, ...] | None]) -> tuple[T, ...] | None:
    return tuple(dict.fromkeys(item for items in values for item in items or ())) or None


def _safeguards(rows: Sequence[Row]) -> tuple[AnySafeguard, ...] | None:
    """Unite the claims; where lines claim different things, each counts for the countries of its own line.

    A line that claims nothing leaves its tools unknown, and so the whole where the other lines do not name its places:
    a list of tools that does not cover a country would say that there is none for it.
    """
    if len({row.safeguards for row in rows}) == 1:
        return rows[0].safeguards
    covered = {country for row in rows if row.safeguards for country in _countries(row)}
    silent = [place for row in rows if not row.safeguards for place in row.locations or (Location(),)]
    if any(place.region is None and place.country not in covered for place in silent):
        return None
    return _union(
        tuple(msgspec.structs.replace(tool, countries=_countries(row) or None) for tool in row.safeguards or ())
        for row in rows
    )


def _countries(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.country for place in row.locations or () if place.country))


def _united(rows: Sequence[Row]) -> list[Remark]:
    if len(rows) == 1:
        return []
    names = " and ".join(f'"{name}"' for name in dict.fromkeys(row.name for row in rows))
    lines = ", ".join(str(line) for line in sorted(row.line for row in rows))
    said = f"lines {lines} are taken as one sub-processor, {names}"
    return remarks_on(rows[0].line, "sub_processor", "assumed", [said])


def _not_taken(rows: Sequence[Row]) -> Iterator[Remark]:
    """Yield a remark for each value that gave way to that of an earlier line."""
    for row in rows[1:]:
        for field, column in _ONE.items():
            taken = _first(getattr(one, field) for one in rows)
            if field != "name" and getattr(row, field) not in (None, taken):
                said = f'"{getattr(row, field)}" gives way to "{taken}", which an earlier line says'
                yield from remarks_on(row.line, column, "ignored", [said])


def _claims_left_out(rows: Sequence[Row], entry: Desired) -> list[Remark]:
    if entry.subprocessor.safeguards is not None:
        return []
    said = "no transfer tool is recorded, because other lines of this sub-processor name further places and no tool"
    return [
        remark for row in rows if row.safeguards for remark in remarks_on(row.line, "mechanism_raw", "ignored", [said])
    ]
