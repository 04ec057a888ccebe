"""Where a line of a published list says that data goes: its words, its own reading of them, and its region."""

import re

from service.documents import Country, canonical_country
from service.imports.remarks import Remark, remarks_on
from service.imports.tables import Line, bad_cell, one_line
from service.places import Places, read_places
from service.places.names import is_member
from service.subprocessors import Location


def read_locations(line: Line, remarks: list[Remark]) -> tuple[Location, ...]:
    """Unite what a line says of places, and add what was assumed to the remarks. No cell filled is no location.

    `location_iso` is the file's own reading and counts; a country that only the words name counts beside it, because a
    place that is listed counts. Raises Invalid where a code is none.
    """
    named = _codes(line)
    stated = read_places(one_line(line["location_raw"]), named=named)
    read = [place for code in named for place in _in_country(stated, code) or [Location(country=code)]]
    found = dict.fromkeys((*read, *stated.locations))
    remarks += remarks_on(line.number, "location_raw", "assumed", stated.assumed)
    remarks += remarks_on(line.number, "location_raw", "kept", stated.kept)
    remarks += remarks_on(line.number, "location_iso", "assumed", _differences(line, stated, named))
    found |= dict.fromkeys(_region(line, stated, tuple(found), remarks))
    return tuple(found)


def _codes(line: Line) -> tuple[Country, ...]:
    codes: dict[Country, None] = {}
    for code in filter(None, re.split(r"[;,\s]+", line["location_iso"])):
        try:
            codes[Country(canonical_country(code))] = None
        except ValueError as error:
            reason = f"{error}, with ';' between several; leave the cell empty where no country is known"
            raise bad_cell(line.number, "location_iso", reason) from None
    return tuple(codes)


def _in_country(stated: Places, country: Country) -> list[Location]:
    return [place for place in stated.locations if place.country == country]


def _differences(line: Line, stated: Places, named: tuple[Country, ...]) -> list[str]:
    """Say where the file's own reading and its words name different countries."""
    if not named or not line["location_raw"]:
        return []
    said = [
        f'{code} is taken from location_iso; "{line["location_raw"]}" does not name it'
        for code in named
        if code not in stated.countries
    ]
    return said + [
        f"{code} is named in location_raw and not in location_iso; both are recorded"
        for code in stated.countries
        if code not in named
    ]


def _region(line: Line, stated: Places, found: tuple[Location, ...], remarks: list[Remark]) -> list[Location]:
    """Return what `location_region` adds: a region is not added where it only describes what is already there."""
    region = read_places(one_line(line["location_region"]))
    added = [place for place in region.locations if not _is_told(place, stated, found)]
    if added:
        remarks += remarks_on(line.number, "location_region", "assumed", region.assumed)
        remarks += remarks_on(line.number, "location_region", "kept", region.kept)
    return added


def _is_told(place: Location, stated: Places, found: tuple[Location, ...]) -> bool:
    if place.country:
        return any(other.country == place.country for other in found)
    if place.region is None:
        return any(other.country is None and other.region is None for other in found)
    inside = any(other.country and is_member(other.country, place.region) for other in found)
    return inside or place.region in stated.regions
