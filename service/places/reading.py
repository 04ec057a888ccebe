"""Weighs the pieces of a published location against each other: which are certain, and what stays undeclared."""

import re
from collections.abc import Iterator

from service.documents import Country
from service.places.names import Name, is_city, is_city_within, is_state, lies_in
from service.places.pieces import Piece, split
from service.subprocessors import Activity, Location

_ACTIVITIES: dict[str, Activity] = {
    "hosting": "hosting",
    "backup": "backup",
    "support": "support",
    "remote access": "remote_access",
    "administration": "administration",
}


class Reading:
    """One text, read: the countries it names, the places inside them, and the pieces that nothing is certain of."""

    def __init__(self, text: str, named: tuple[Country, ...]) -> None:
        """Take the text on one line, and the countries that are known to be meant."""
        self.text = text
        self.pieces = tuple(split(text))
        self._named = named
        self._countries = {at: sure for at in range(len(self.pieces)) if (sure := self._sure(at))}
        self._places = self._inner_places()
        self._countries |= self._codes_of_countries()

    def locations(self) -> tuple[Location, ...]:
        """Return what is certain in the order of the text, then one undeclared location for all that is not."""
        found: dict[Location, None] = {}
        for at, piece in enumerate(self.pieces):
            country = self._countries.get(at)
            if country is None and self._places.get(at) not in self._countries.values():
                country = self._places.get(at)
            if country is not None:
                place = Location(country=country, place=self._inside(country), activity=self._activity(piece))
                found[place] = None
            elif at not in self._places:
                found |= dict.fromkeys(self._regions(piece))
        if self._lost():
            only_city = len(self.pieces) == 1 and not self.pieces[0].name and is_city(self.text)
            found[Location(place=self.text if only_city else None, stated=self.text)] = None
        return tuple(found)

    def assumed(self) -> Iterator[str]:
        """Yield a sentence for each piece that was read as something it does not literally say."""
        for at, piece in enumerate(self.pieces):
            if at in self._places:
                yield f'"{piece.words}" is taken as a place in {self._places[at]}'
            elif piece.name and piece.name.kind == "unsure" and at in self._countries:
                yield f'"{piece.words}" is read as {self._countries[at]}'
            elif piece.name and piece.name.assumed:
                yield piece.name.assumed

    def kept(self) -> Iterator[str]:
        """Yield a sentence for each place that stays in the source's own words."""
        for place in self.locations():
            if place.region:
                yield f'"{place.stated}" names a region inside the EEA and no country; kept as stated'
        lost = self._lost()
        for words in lost if len(lost) < len(self.pieces) else (self.text,):
            yield f'"{words}" names no country or region inside the EEA with certainty; kept as stated'

    def _lost(self) -> tuple[str, ...]:
        """Return the words that name neither a country, a place in one, nor a region inside the EEA with certainty."""
        return tuple(piece.words for at, piece in enumerate(self.pieces) if not self._understood(at))

    def _sure(self, at: int) -> Country | None:
        """Return the country that a piece names, seen with its neighbours; codes in doubt come later."""
        piece = self.pieces[at]
        if piece.name is None or piece.name.kind == "region":
            return None
        if piece.name.kind == "country":
            return None if self._is_town_before_state(at) else piece.name.country
        meant = [country for country in piece.name.may_be if country in self._named]
        if len(meant) == 1:
            return None if lies_in(piece.words, meant[0]) else meant[0]
        own, city = piece.name.country, self.pieces[at - 1].words if at else ""
        if own is None or own == _outer_country(piece):
            return own
        states = [country for country in piece.name.may_be if country != own]
        return own if lies_in(city, own) and not any(lies_in(city, owner) for owner in states) else None

    def _is_town_before_state(self, at: int) -> bool:
        """Whether two pieces read like "Lebanon, Ohio", where the first may be a town that is named as a country is."""
        return len(self.pieces) == at + 2 and at == 0 and is_state(self.pieces[1].words) and not self.pieces[1].name

    def _inner_places(self) -> dict[int, Country]:
        """Return the pieces that are a city or state of exactly one country that is named, with that country."""
        known = {*self._countries.values(), *self._named}
        places: dict[int, Country] = {}
        for at, piece in enumerate(self.pieces):
            homes = [country for country in known if lies_in(piece.words, country)]
            if at in self._countries or (piece.name and piece.name.region) or len(homes) != 1:
                continue
            # "Georgia, USA" may be a list of two countries; "Atlanta, Georgia, USA" is not.
            if not piece.name or homes[0] in (_outer_country(piece), places.get(at - 1), *self._named):
                places[at] = homes[0]
        return places

    def _codes_of_countries(self) -> dict[int, Country]:
        """Return the codes such as "DE" that nothing in the text suggests to be the code of a state."""
        certain = set(self._countries.values())
        regions = any(piece.name and piece.name.region for piece in self.pieces)
        codes: dict[int, Country] = {}
        for at, piece in enumerate(self.pieces):
            if at in self._countries or at in self._places or not piece.name or piece.name.kind != "unsure":
                continue
            # "CA, USA" names a state, "CA, USA, France" lists countries.
            if piece.name.country and (regions or not certain or not certain <= set(piece.name.may_be[1:])):
                codes[at] = piece.name.country
        while doubtful := [at for at in codes if self._in_address(at, codes)]:
            codes = {at: country for at, country in codes.items() if at not in doubtful}
        return codes

    def _in_address(self, at: int, codes: dict[int, Country]) -> bool:
        """Whether words that are not understood stand before a code, or a code that is none of a country after it."""
        unknown = [other for other in (at - 1, at + 1) if other not in codes and not self._understood(other)]
        return at - 1 in unknown or any(re.fullmatch("[A-Z]{2,3}", self.pieces[other].words) for other in unknown)

    def _understood(self, at: int) -> bool:
        if not 0 <= at < len(self.pieces) or at in self._countries or at in self._places:
            return True
        piece = self.pieces[at]
        if piece.name or piece.outer is None or piece.outer.name is None:
            return bool(piece.name and piece.name.region)
        return _explains(piece.words, piece.outer.name)

    def _inside(self, country: Country) -> str | None:
        """Return the places in a country, as the text has them."""
        return ", ".join(self.pieces[at].words for at, home in self._places.items() if home == country) or None

    def _activity(self, piece: Piece) -> Activity | None:
        """Return the activity that stands in the brackets of a country: "India (support)"."""
        words = [inner.words for inner in self.pieces if inner.outer is piece and inner.words in _ACTIVITIES]
        return _ACTIVITIES[words[0]] if len(words) == 1 else None

    def _regions(self, piece: Piece) -> Iterator[Location]:
        """Yield a region, with its cities; nothing where its brackets name the countries, or it explains a country."""
        region = piece.name.region if piece.name else None
        if region is None or _outer_country(piece):
            return
        inner = {at: part for at, part in enumerate(self.pieces) if part.outer is piece}
        cities = [
            part.words for at, part in inner.items() if at not in self._places and is_city_within(part.words, region)
        ]
        if cities:
            yield Location(region=region, place=", ".join(cities), stated=self.text)
        elif not any(at in self._countries or at in self._places for at in inner):
            yield Location(region=region, stated=piece.words)


def _outer_country(piece: Piece) -> Country | None:
    return piece.outer.name.country if piece.outer and piece.outer.name else None


def _explains(words: str, outer: Name) -> bool:
    """Whether words in brackets say something of what is before them: a city of the region, an activity there."""
    return is_city_within(words, outer.region) if outer.region else words in _ACTIVITIES and outer.country is not None
