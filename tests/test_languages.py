"""In which language a customer is told, and how it writes days, names and lists."""

from datetime import UTC, date, datetime

import pytest
from markupsafe import Markup

from service.languages import ENGLISH, SHIPPED, language_of
from service.wording_places import country


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("de", "de"),
        ("DE", "de"),
        ("de-AT", "de"),
        ("de-Latn-CH-1996", "de"),
        ("fr-CA", "fr"),
        ("nb", "nb"),
        ("nb-NO", "nb"),
        ("no", "nb"),
        ("NO-no", "nb"),
        ("nn", "nb"),
        ("nn-NO", "nb"),
        ("sv", "en"),
        ("da-DK", "en"),
        ("gsw", "en"),
        ("den", "en"),
        ("zh-Hant-TW", "en"),
    ],
)
def test_language_is_looked_up(tag: str, language: str) -> None:
    """A tag finds the language that it begins with, Norwegian finds Bokmål, and what is not shipped finds English."""
    assert language == language_of(tag).tag


@pytest.mark.parametrize(
    ("tag", "day", "moment", "names", "where"),
    [
        ("en", "1 January 2027", "1 January 2027, 09:05 UTC", "a, b and c", "Germany (DE)"),
        ("de", "1. Januar 2027", "1. Januar 2027, 09:05 UTC", "a, b und c", "Deutschland (DE)"),
        ("fr", "1er janvier 2027", "1er janvier 2027 à 09:05 UTC", "a, b et c", "Allemagne (DE)"),
        ("nb", "1. januar 2027", "1. januar 2027 kl. 09:05 UTC", "a, b og c", "Tyskland (DE)"),
    ],
)
def test_days_lists_and_countries(tag: str, day: str, moment: str, names: str, where: str) -> None:
    """Days, moments, lists and countries are written as the language does."""
    language = language_of(tag)
    assert (day, day) == (language.day(date(2027, 1, 1)), language.day("2027-01-01"))
    assert moment == language.moment(datetime(2027, 1, 1, 9, 5, tzinfo=UTC))
    assert names == language.listed(["a", "b", "c"])
    assert (where, "XX") == (country(language, "DE"), country(language, "XX"))


@pytest.mark.parametrize(("day", "words"), [(1, "1er avril 2027"), (2, "2 avril 2027"), (11, "11 avril 2027")])
def test_first_of_a_month_is_an_ordinal_number_in_french(day: int, words: str) -> None:
    """French writes 1er of the first day of a month, and plain numbers of all others."""
    assert words == language_of("fr").day(date(2027, 4, day))


@pytest.mark.parametrize("tag", SHIPPED)
def test_values_are_no_sentences(tag: str) -> None:
    """What fills a place is neither filled itself nor taken for HTML."""
    language = language_of(tag)
    hostile = "%(day)s %s {0} <b>"
    assert hostile in language.gettext("Replaces %(name)s.", name=hostile)
    assert "%(day)s %s {0} &lt;b&gt;" in language.gettext_html("Replaces %(name)s.", name=hostile)
    assert "<b>x</b>" in language.gettext_html("Replaces %(name)s.", name=Markup("<b>x</b>"))


def test_english_is_what_the_program_says() -> None:
    """English has no catalogue: its sentences stand in the program."""
    assert "no such sentence" == ENGLISH.gettext("no such sentence")
    assert ("1 day", "2 days") == tuple(ENGLISH.ngettext("%(number)s day", "%(number)s days", n) for n in (1, 2))
