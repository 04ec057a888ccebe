"""The languages that customers are told in: which one a list has, its sentences (gettext), its days and lists (CLDR).

The sentences of the program are English; `service/locale` holds what stands for them in each other language.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

import msgspec
from babel import Locale, negotiate_locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from markupsafe import Markup, escape

SHIPPED = ("en", "de", "fr", "nb")
_OTHERWISE = "en"
# Whoever reads Norwegian without a variety, or Nynorsk, reads Bokmål rather than English.
_NEXT_BEST = {"no": ("nb",), "nn": ("nb",)}
# English names days and joins lists as in Europe: "23 December 2026", "a, b and c".
_FORMS = {"en": Locale("en", "GB")}
_FIRST_OF_MONTH = {"fr": "d'er' MMMM y"}


class Language(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A language that is shipped: its tag (BCP 47), its names (CLDR), how it writes days and lists, its catalogue."""

    tag: str
    names: Locale
    forms: Locale
    catalogue: NullTranslations

    def gettext(self, message: str, **values: object) -> str:
        """Return a sentence in this language, its named places filled: plain text."""
        return str(self.catalogue.gettext(message)) % values

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """Return the form of a sentence that goes with a number, which fills the place `number`: plain text."""
        return str(self.catalogue.ngettext(one, many, number)) % {"number": number, **values}

    def gettext_html(self, message: str, **values: object) -> Markup:
        """Return a sentence as HTML: what fills its places is escaped unless it is HTML already."""
        sentence = str(self.catalogue.gettext(message)) % {name: escape(value) for name, value in values.items()}
        return Markup(sentence)  # nosec B704  # noqa: S704 — a catalogue is part of the program

    def day(self, value: date | str) -> str:
        """Return a day as "23 December 2026"; takes a date or YYYY-MM-DD."""
        day = date.fromisoformat(value) if isinstance(value, str) else value
        # CLDR has no pattern for the first of a month, which alone is an ordinal number in French.
        pattern = _FIRST_OF_MONTH.get(self.tag, "long") if day.day == 1 else "long"
        return format_date(day, format=pattern, locale=self.forms)

    def moment(self, value: datetime) -> str:
        """Return a moment given in UTC as "23 December 2026, 09:05 UTC"."""
        return self.gettext("%(day)s, %(time)s UTC", day=self.day(value.date()), time=f"{value:%H:%M}")

    def listed(self, parts: Iterable[str]) -> str:
        """Return "a, b and c"."""
        return format_list(list(parts), style="standard", locale=self.forms)


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogues where it stands in a table, and return it as it is."""
    return message


def ngettext_noop(one: str, many: str) -> tuple[str, str]:
    """Mark both forms of a sentence that goes with a number, likewise."""
    return one, many


@lru_cache(maxsize=1024)
def language_of(tag: str) -> Language:
    """Return the language in which a controller is told whose own language has this tag (BCP 47).

    It is looked up as RFC 4647 section 3.4 has it: "de-CH" finds German; English where nothing is found.
    """
    wanted = tag.lower()
    ranges = [wanted, *_NEXT_BEST.get(wanted.partition("-")[0], ())]
    return _shipped(negotiate_locale(ranges, SHIPPED, sep="-", aliases={}) or _OTHERWISE)


@cache
def _shipped(tag: str) -> Language:
    names = Locale(tag)
    return Language(tag=tag, names=names, forms=_FORMS.get(tag, names), catalogue=_catalogue(tag))


def _catalogue(tag: str) -> NullTranslations:
    if tag == _OTHERWISE:
        return NullTranslations()
    compiled = BytesIO()
    with files("service").joinpath("locale", tag, "LC_MESSAGES", "subreg.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=tag, abort_invalid=True))
    compiled.seek(0)
    return Translations(compiled)


ENGLISH = language_of("en")
