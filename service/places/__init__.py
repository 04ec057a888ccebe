"""What a published spelling of a location says: countries where that is certain, otherwise a place left undeclared.

"EU" is a region and "Global" is neither; a city is no country, and "Georgia" is two. Nothing is ever derived from a
guess: what is not certain stays an undeclared location that keeps the source's own words.
"""

import re
from collections.abc import Collection

from service.documents import Country, Document
from service.places.reading import Reading
from service.subprocessors import Location, Region


class Places(Document, frozen=True, kw_only=True):
    """The locations of a text in its order, an undeclared one last, with sentences on what was assumed and kept.

    `regions` are all regions inside the EEA that the text names, also where it names their countries too.
    """

    locations: tuple[Location, ...] = ()
    regions: tuple[Region, ...] = ()
    assumed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def countries(self) -> tuple[Country, ...]:
        """The countries named, each once."""
        return tuple(dict.fromkeys(place.country for place in self.locations if place.country is not None))


def read_places(text: str, *, named: Collection[Country] = ()) -> Places:
    """Read a published location, in a language of the EEA.

    `named` are countries known to be among those meant: a city, a state or an unsure name that fits one of them counts.
    Empty text gives no location. A country that is certain has `stated` null; a region keeps its words there, and the
    undeclared location the whole text, as soon as one part of it is not understood.
    """
    text = re.sub(r"\s+", " ", text).strip()
    if not text:
        return Places()
    reading = Reading(text, tuple(named))
    return Places(
        locations=reading.locations(),
        regions=tuple(dict.fromkeys(p.name.region for p in reading.pieces if p.name and p.name.region)),
        assumed=tuple(dict.fromkeys(reading.assumed())),
        kept=tuple(dict.fromkeys(reading.kept())),
    )


def seat_country(text: str) -> Country | None:
    """Return the country of a seat, written as a country or as an address that ends with one; None where uncertain."""
    places = read_places(text)
    if not places.locations:
        return None
    last = read_places(re.split(r"[,\n]", text.strip(" \n,."))[-1])
    for read in (places, last):
        if len(places.countries) == 1 and all(place.country == places.countries[0] for place in read.locations):
            return places.countries[0]
    return None
