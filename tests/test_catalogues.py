"""The catalogues of `service/locale`: what stands in other languages for the sentences of the program."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from service.languages import SHIPPED

SERVICE = Path(__file__).parent.parent / "service"
TRANSLATED = [tag for tag in SHIPPED if tag != "en"]
# As `make messages` has it.
METHODS = [("web/templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_html": None, "gettext_noop": None, "ngettext_noop": (1, 2)}
PLACE = re.compile(r"%(?:\((\w+)\)s|.)")
TAG = re.compile(r"<[^>]*>")

Id = str | tuple[str, ...]


def sentences() -> set[Id]:
    """What the program says: a sentence, or both its forms where it goes with a number."""
    found = extract_from_dir(SERVICE, METHODS, keywords=KEYWORDS)
    return {tuple(message) if isinstance(message, list | tuple) else message for _, _, message, _, _ in found}


def catalogue(tag: str) -> Catalog:
    """The catalogue of a language, with all that is wrong in the file as an error."""
    with (SERVICE / "locale" / tag / "LC_MESSAGES" / "subreg.po").open("rb") as file:
        return read_po(file, locale=tag, abort_invalid=True)


def forms(value: object) -> list[str]:
    """The forms of a sentence."""
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def faults(found: Catalog, wanted: set[Id]) -> Iterator[str]:
    """What is wrong with a catalogue, given the sentences of the program."""
    known = {tuple(one.id) if isinstance(one.id, list | tuple) else one.id: one for one in found if one.id}
    yield from (f"missing: {one}" for one in wanted - known.keys())
    yield from (f"unused: {one}" for one in known.keys() - wanted)
    yield from (f"obsolete: {one}" for one in found.obsolete)
    for message in known.values():
        yield from faults_of(message, found.num_plurals)


def faults_of(message: Message, plurals: int) -> Iterator[str]:
    """What is wrong with a translation."""
    if message.fuzzy:
        yield f"a guess: {message.id}"
    if len(forms(message.string)) != (plurals if message.pluralizable else 1):
        yield f"another number of forms: {message.id}"
    for form in forms(message.string):
        if not form.strip():
            yield f"not translated: {message.id}"
        elif any(sorted(find.findall(form)) != sorted(find.findall(forms(message.id)[0])) for find in (PLACE, TAG)):
            yield f"other places or tags: {form}"


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_sentence_is_translated_and_nothing_else(tag: str) -> None:
    """A catalogue has each sentence of the program, with the same places and tags, and holds nothing unused."""
    wanted = sentences()
    assert len(wanted) > 150
    assert [] == sorted(faults(catalogue(tag), wanted))


@pytest.mark.parametrize("one", sorted(sentences(), key=str))
def test_both_forms_of_a_sentence_have_the_same_places(one: Id) -> None:
    """One and many are filled alike, and no sentence has a place without a name."""
    places = [sorted(PLACE.findall(form)) for form in forms(one)]
    assert all(place == places[0] for place in places)
    assert "" not in places[0]


@pytest.mark.parametrize(
    ("message", "string", "said"),
    [
        ("%(name)s goes", "%(name)s geht", []),
        ("%(name)s goes", "%(other)s geht", ["other places or tags: %(other)s geht"]),
        ("%(name)s goes", "jemand geht", ["other places or tags: jemand geht"]),
        ("%(name)s goes", "%(name) geht", ["other places or tags: %(name) geht"]),
        ("<b>now</b>", "<i>jetzt</i>", ["other places or tags: <i>jetzt</i>"]),
        ("it goes", "", ["not translated: it goes"]),
        (("%(n)s day", "%(n)s days"), ("%(n)s Tag", "%(n)s Tage"), []),
        (("%(n)s day", "%(n)s days"), ("%(n)s Tag",), ["another number of forms: ('%(n)s day', '%(n)s days')"]),
        (("%(n)s day", "%(n)s days"), ("%(n)s Tag", "Tage"), ["other places or tags: Tage"]),
    ],
)
def test_faults_of_a_translation_are_seen(message: Id, string: Id, said: list[str]) -> None:
    """Another place, another tag, a form too few or nothing at all is a fault; other words are none."""
    found = Catalog(locale="de")
    found.add(message, string)
    assert said == list(faults(found, {message}))


def test_faults_of_a_catalogue_are_seen() -> None:
    """A sentence that is missing, one that nobody says any more, and a guess are faults."""
    found = Catalog(locale="de")
    found.add("old", "alt")
    found.add("new", "neu", flags=["fuzzy"])
    assert ["missing: other", "unused: old", "a guess: new"] == list(faults(found, {"new", "other"}))


@pytest.mark.parametrize("tag", TRANSLATED)
def test_counting_is_that_of_the_language(tag: str) -> None:
    """A catalogue counts as CLDR says that its language does: one and none are alike in French alone."""
    assert {"fr": "(n > 1)"}.get(tag, "(n != 1)") == catalogue(tag).plural_expr
