"""The names that places go by: of countries in the languages of the EEA, of regions inside it, of states and cities.

Names come from ISO 3166 (pycountry) and the CLDR (babel); `names.json` holds only what these lack.
"""

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from importlib import resources
from typing import Literal

import msgspec
import pycountry
from babel import Locale
from babel.core import get_global

from service.documents import Country
from service.subprocessors import Region

_LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "is"),
    *("it", "lt", "lv", "mt", "nb", "nl", "nn", "pl", "pt", "ro", "sk", "sl", "sv"),
)
_OTHER_CODES = {"UK": Country("GB"), "EL": Country("GR"), "XK": Country("XK")}  # in daily use, not in ISO 3166-1
_STATE_CODES_OF = ("AU", "BR", "CA", "DE", "IN", "IT", "US")  # where addresses name a state by such a code


JOINS = "and|or|as well as|und|oder|og|och|eller|et|ou"  # words that part the items of a list, and stand in names


class Name(msgspec.Struct, frozen=True, kw_only=True):
    """What a spelling says: one country, one region inside the EEA, or several things of which it is one ("unsure")."""

    kind: Literal["country", "region", "unsure"]
    country: Country | None = None
    region: Region | None = None
    may_be: tuple[Country, ...] = ()
    assumed: str | None = None


class _Data(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    note: str
    countries: dict[str, list[str]]
    parts: dict[str, list[str]]
    regions: dict[Region, list[str]]
    inside: dict[Region, list[str]]
    members: dict[Region, list[str]]
    unsure: dict[str, list[str]]
    cities: dict[str, list[str]]


def find(words: str) -> Name | None:
    """Return what a spelling says as a whole, None where it names neither a country nor a region inside the EEA."""
    return _code(words.replace(".", "")) or _names().get(_key(words))


def may_begin_name(words: str) -> bool:
    """Return whether a name that holds a separator ("Bosnia and Herzegovina") may begin with these words."""
    return _first_word(_key(words)) in _first_words()


def lies_in(words: str, country: Country) -> bool:
    """Return whether a name is known as a city, state or state code of the country; it may be one elsewhere too."""
    return country in _inner_places().get(_key(words), ()) or f"{country}-{words}" in _states()


def is_city(words: str) -> bool:
    """Return whether a name is known as a city or state of any country."""
    return _key(words) in _inner_places()


def is_city_within(words: str, region: Region) -> bool:
    """Return whether a name is known as a city or state of a country of the region."""
    return not _inner_places().get(_key(words), set()).isdisjoint(_data().members[region])


def is_member(country: Country, region: Region) -> bool:
    """Return whether a country lies in the region, as of 2026; good for reading a text, not for the law."""
    return country in _data().members[region]


def is_state(words: str) -> bool:
    """Return whether a name is that of a state in a country whose addresses end with the state ("Lebanon, Ohio")."""
    return any(code[:2] in _STATE_CODES_OF and _key(name) == _key(words) for code, name in _states().items())


def _key(words: str) -> str:
    """Fold case, accents, dots, apostrophes, "&" and a leading article away."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    plain = plain.casefold().replace("&", " and ").replace("’", "'").replace(".", "")
    return " ".join(plain.split()).removeprefix("the ")


def _code(words: str) -> Name | None:
    """Read an upper-case ISO 3166-1 code; one that is also the code of a state is unsure."""
    if not re.fullmatch(r"[A-Z]{2,3}", words):
        return None
    found = pycountry.countries.get(alpha_2=words) or pycountry.countries.get(alpha_3=words)
    country = Country(found.alpha_2) if found else _OTHER_CODES.get(words)
    if country is None:
        return None
    owners = tuple(Country(owner) for owner in _STATE_CODES_OF if owner != country and _is_state_code(owner, words))
    if owners:
        return Name(kind="unsure", country=country, may_be=(country, *owners))
    return Name(kind="country", country=country)


def _is_state_code(owner: str, code: str) -> bool:
    """Whether a country has a state with this code, other than one with a country code of its own (Puerto Rico)."""
    state, country = _states().get(f"{owner}-{code}"), pycountry.countries.get(alpha_2=code)
    return state is not None and not (country and _key(country.name) == _key(state))


@lru_cache(maxsize=1)
def _names() -> dict[str, Name]:
    data = _data()
    names = {key: _country_name(countries) for key, countries in _country_names(data).items()}
    english = Locale.parse("en").territories
    for code, parts in data.parts.items():
        for part in parts:
            said = f'"{part}" is read as {code} ({english[code]}), of which it is a part'
            names[_key(part)] = Name(kind="country", country=Country(code), assumed=said)
    for region, spellings in data.regions.items():
        names |= {_key(spelling): Name(kind="region", region=region) for spelling in spellings}
    for language in _LANGUAGES:
        names[_key(Locale.parse(language).territories["EU"])] = Name(kind="region", region="EU")
    for region, spellings in data.inside.items():
        for spelling in spellings:
            said = f'"{spelling}" is read as a region inside the {region}'
            names[_key(spelling)] = Name(kind="region", region=region, assumed=said)
    for spelling, codes in data.unsure.items():
        names[_key(spelling)] = Name(kind="unsure", may_be=tuple(Country(code) for code in codes))
    return names


def _country_name(countries: set[str]) -> Name:
    if len(countries) == 1:
        return Name(kind="country", country=Country(*countries))
    return Name(kind="unsure", may_be=tuple(Country(code) for code in sorted(countries)))


def _country_names(data: _Data) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if pycountry.countries.get(alpha_2=code):
                names[_key(name)].add(code)
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            if name := getattr(country, field, None):
                names[_key(name)].add(country.alpha_2)
    for code, spellings in data.countries.items():
        for spelling in spellings:
            names[_key(spelling)].add(code)
    return names


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    separated = re.compile(rf"[,;/|+]|\b(?:{JOINS})\b|\s[-–—]\s")
    return frozenset(_first_word(key) for key in _names() if separated.search(key))


def _first_word(key: str) -> str:
    return re.split(r"[\s,;/|+]", key, maxsplit=1)[0]


@lru_cache(maxsize=1)
def _inner_places() -> dict[str, set[str]]:
    """Names of cities and states with the codes of the countries that have one."""
    places: dict[str, set[str]] = defaultdict(set)
    for state, name in _states().items():
        places[_key(name)].add(state.partition("-")[0])
    zones = get_global("zone_territories")
    for zone, code in zones.items():
        places[_key(zone.rpartition("/")[2].replace("_", " "))].add(code)
    for language in _LANGUAGES:
        for zone, words in Locale.parse(language).time_zones.items():
            if "city" in words and zone in zones:
                places[_key(words["city"])].add(zones[zone])
    for code, cities in _data().cities.items():
        for city in cities:
            places[_key(city)].add(code)
    return places


@lru_cache(maxsize=1)
def _states() -> dict[str, str]:
    """ISO 3166-2: codes such as "US-CA" with the name of the state, province or other part of the country."""
    return {str(state.code): str(state.name) for state in pycountry.subdivisions}


@lru_cache(maxsize=1)
def _data() -> _Data:
    return msgspec.json.decode(resources.files("service.places").joinpath("names.json").read_bytes(), type=_Data)
