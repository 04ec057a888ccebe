"""What published spellings of locations say, each with near misses that must stay uncertain."""

from typing import NamedTuple

import pycountry
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from service.documents import Country, from_plain, to_plain
from service.places import read_places, seat_country
from service.subprocessors import Locations


class Case(NamedTuple):
    text: str
    countries: str = ""
    regions: str = ""
    undeclared: bool = False
    places: str = ""


CERTAIN = [
    Case("USA", "US"),
    Case("US", "US"),
    Case("United States", "US"),
    Case("United States of America", "US"),
    Case("U.S.", "US"),
    Case("united states", "US"),
    Case("UK", "GB"),
    Case("United Kingdom", "GB"),
    Case("England", "GB"),
    Case("The Netherlands", "NL"),
    Case("Turkey", "TR"),
    Case("GBR", "GB"),
    Case("Deutschland", "DE"),
    Case("Norge", "NO"),
    Case("Sverige", "SE"),
    Case("Österreich", "AT"),
    Case("Ελλάδα", "GR"),
    Case("Ireland, Germany", "IE DE"),
    Case("Norge og Sverige", "NO SE"),
    Case("United States, France,Switzerland, and Japan", "US FR CH JP"),
    Case("Australia, Canada, Ireland, United Kingdom, United States", "AU CA IE GB US"),
    Case("Bosnia and Herzegovina, Trinidad and Tobago & Korea, Republic of", "BA TT KR"),
    Case("US, DE, IE", "US DE IE"),
    Case("Frankfurt, Germany", "DE", places="Frankfurt"),
    Case("Germany (Frankfurt), Ireland (Dublin)", "DE IE", places="Frankfurt Dublin"),
    Case("Frankfurt (Germany)", "DE", places="Frankfurt"),
    Case("San Francisco, CA, USA", "US", places="San Francisco, CA"),
    Case("Berlin, DE", "DE", places="Berlin"),
    Case("Atlanta, Georgia, USA", "US", places="Atlanta, Georgia"),
    Case("data centers in Germany and Finland", "DE FI"),
    Case("Ireland (EU)", "IE"),
    Case("EU (Ireland, Germany)", "IE DE"),
    Case("Jersey", "JE"),
    Case("Kosovo", "XK"),
]
REGIONS = [
    Case("EU", "", "EU"),
    Case("European Union", "", "EU"),
    Case("Europeiska unionen", "", "EU"),
    Case("EEA", "", "EEA"),
    Case("EU/EØS", "", "EU EEA"),
    Case("Nordics", "", "EEA"),
    Case("servers inside the EU", "", "EU"),
    Case("EU only", "", "EU"),
    Case("USA / EU", "US", "EU"),
    Case("EU (Frankfurt)", "", "EU", places="Frankfurt"),
    Case("EU (Frankfurt, Ireland)", "IE", "EU", places="Frankfurt"),
]
UNCERTAIN = [
    Case("Global", undeclared=True),
    Case("Global Edge", undeclared=True),
    Case("Worldwide", undeclared=True),
    Case("Varies", undeclared=True),
    Case("Frankfurt", undeclared=True, places="Frankfurt"),
    Case("follow the sun", undeclared=True),
    Case("Europe", undeclared=True),
    Case("outside the EU", undeclared=True),
    Case("not in the EU", undeclared=True),
    Case("us", undeclared=True),
    Case("N/A", undeclared=True),
    Case("Georgia", undeclared=True),
    Case("Tbilisi, Georgia", undeclared=True),
    Case("Georgia, USA", "US", undeclared=True),
    Case("Jersey City", undeclared=True),
    Case("New Jersey", undeclared=True, places="New Jersey"),
    Case("Congo", undeclared=True),
    Case("Korea", undeclared=True),
    Case("Paris, Texas", undeclared=True),
    Case("Lebanon, Ohio", undeclared=True),
    Case("San Francisco, CA", undeclared=True),
    Case("CA, NY, TX", undeclared=True),
    Case("CA, USA", "US", undeclared=True),
    Case("US, CA", "US", undeclared=True),
    Case("EU and worldwide", "", "EU", undeclared=True),
    Case("EU (and US subcontractors)", "", "EU", undeclared=True),
    Case("EU (Mumbai)", "", "EU", undeclared=True),
    Case("Mumbai, Ireland", "IE", undeclared=True),
    Case("Frankfurt, Ireland", "IE", undeclared=True),
    Case("Phillipines, Ireland", "IE", undeclared=True),
    Case("AWS (Ireland)", "IE", undeclared=True),
    Case("UK, US, FR, Worldwide", "GB US FR", undeclared=True),
]


@pytest.mark.parametrize("case", CERTAIN + REGIONS + UNCERTAIN, ids=lambda case: case.text)
def test_spelling(case: Case) -> None:
    """A spelling gives its countries and regions, and an undeclared place exactly where something is not certain."""
    places = read_places(case.text)
    undeclared = [place for place in places.locations if place.country is None and place.region is None]
    assert case.countries.split() == list(places.countries)
    assert case.regions.split() == [place.region for place in places.locations if place.region]
    assert ([case.text] if case.undeclared else []) == [place.stated for place in undeclared]
    assert case.places == " ".join(place.place for place in places.locations if place.place)


@pytest.mark.parametrize("case", CERTAIN, ids=lambda case: case.text)
def test_certain_country_states_nothing(case: Case) -> None:
    """A country that is certain needs no words of the source beside it."""
    assert {None} == {place.stated for place in read_places(case.text).locations}


@pytest.mark.parametrize("case", REGIONS + UNCERTAIN, ids=lambda case: case.text)
def test_what_is_kept_is_said(case: Case) -> None:
    """A region and an undeclared place come with a sentence that names the words."""
    quoted = [sentence.split('"')[1] for sentence in read_places(case.text).kept]
    assert quoted
    assert all(words in case.text for words in quoted)


def test_every_country_name_of_the_cldr_is_read() -> None:
    """Every name that a language of the EEA has for a country is read as that country, or as nothing certain."""
    for language in ("da", "de", "el", "en", "fr", "is", "mt", "nb", "pl", "sv"):
        for code, name in Locale.parse(language).territories.items():
            if code in {country.alpha_2 for country in pycountry.countries}:
                read = read_places(name)
                assert (code,) == read.countries or (read.kept and () == read.countries), name


def test_region_keeps_its_words() -> None:
    """A region that is named in a sentence keeps the sentence."""
    assert ["servers inside the EU"] == [place.stated for place in read_places("servers inside the EU").locations]


def test_assumptions_are_said() -> None:
    """What is read as something that it does not literally say is told."""
    assert ('"England" is read as GB (United Kingdom), of which it is a part',) == read_places("England").assumed
    assert ('"Frankfurt" is taken as a place in DE',) == read_places("Frankfurt, Germany").assumed
    assert () == read_places("United States").assumed


@pytest.mark.parametrize(("text", "code"), [("Frankfurt", "DE"), ("Georgia", "GE"), ("Georgia", "US"), ("Congo", "CD")])
def test_known_country_settles_the_uncertain(text: str, code: str) -> None:
    """A city or an unsure name is certain where the country is known from elsewhere."""
    assert ((Country(code),), ()) == ((read := read_places(text, named=[Country(code)])).countries, read.kept)


def test_known_country_does_not_settle_everything() -> None:
    """A place that does not fit the country that is known stays undeclared."""
    assert ["Global"] == [place.stated for place in read_places("Global", named=[Country("US")]).locations]
    assert () == read_places("Mumbai", named=[Country("IE")]).countries


def test_activity_in_brackets() -> None:
    """An activity behind a country is recorded with it."""
    places = read_places("India (support), Ireland (hosting)").locations
    assert [("IN", "support"), ("IE", "hosting")] == [(place.country, place.activity) for place in places]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("United States", "US"),
        ("Israel", "IL"),
        ("156, 2nd Street, 94105, San Francisco, California, USA", "US"),
        ("Ireland, Germany", None),
        ("USA / EU", None),
        ("EU", None),
        ("Atlanta, Georgia", None),
        ("Lebanon, Ohio", None),
        ("", None),
    ],
)
def test_seat(text: str, country: str | None) -> None:
    """A seat has the one country that it is, or that its address ends with."""
    assert country == seat_country(text)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    """No text breaks the reading, and words that are left are never lost: something certain or something stated."""
    places = read_places(text)
    assert bool(places.locations) or not any(c.isalnum() for c in text)


@given(
    st.lists(
        st.sampled_from(["USA", "EU", "Frankfurt", "Georgia", "CA", "Germany", "Global", "and", "(", ")", ",", " / "])
    )
)
def test_any_mixture_is_a_document(parts: list[str]) -> None:
    """Whatever is read passes the validation of the API, without doubles, and is the same each time."""
    locations = read_places(" ".join(parts)).locations
    assert locations == from_plain(to_plain(locations), Locations)
    assert len(set(locations)) == len(locations)
