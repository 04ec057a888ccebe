"""What was published stays as it is, byte for byte, under whatever release of the program or of a library reads it.

`tests/feed/published/` holds the documents of fixed rows. A document that differs is a defect of what made it and no
reason to write the file anew: caches may keep a page of an archive for ever (RFC 5005 section 4, RFC 8246).
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from service import feed
from service.languages import SHIPPED, language_of
from service.notices import Category, Notice, NoticeKind
from service.wording_categories import categories_of
from tests.feed import samples
from tests.feed.samples import location, transfer

BASE = "https://example.org"
DIRECTORY = Path(__file__).parent / "published"
ITEM = samples.added(
    locations=(location("IE"), location("US"), location("TR"), location(region="EU")),
    transfers=(transfer("IE"), samples.to_us(), transfer("IN", "scc"), transfer("BR", "derogation"), transfer(None)),
)
NAMES_OF_THEN = "bb0380f5f8d938172c964cfd281c4050ddc8cafe11d429c4242b7923472061a6"
KINDS: tuple[NoticeKind, ...] = ("published", "added", "replaced", "changed", "removed", "withdrawn")


def before_0015() -> list[Notice]:
    """Notices of each language and kind as rows hold them from before their categories were stored, newest first."""
    told = [
        Notice(
            id=UUID(int=number, version=4),
            controller="github",
            number=number,
            kind=kind,
            published=samples.NOW - timedelta(days=60) + timedelta(hours=number),
            effective_on=date(2026, 12, 23),
            objection_until=date(2026, 12, 22) if kind == "added" else None,
            title=f"{number}: Zoë & Söhne <b>",
            content=f"<p>{number}: Zoë &amp; Söhne &lt;b&gt;</p>",
            items=(samples.removed(),) if kind == "removed" else (ITEM,),
            about=(UUID(int=1, version=4),) if kind == "withdrawn" else (),
            language=language,
        )
        for number, (language, kind) in enumerate(((one, kind) for one in SHIPPED for kind in KINDS), start=1)
    ]
    return told[::-1]


def stored() -> list[Notice]:
    """The same as rows hold them since: with words of their own, which no catalogue and no data of the CLDR has."""
    labels = (Category("notice-kind", "added", "ny!"), Category("country", "TR", "Tyrkia & Söhne (TR)"))
    return [
        msgspec.structs.replace(
            one, categories=labels, objection_title=None if one.objection_until is None else f"Until then: {one.title}"
        )
        for one in before_0015()
    ]


def documents(told: list[Notice]) -> dict[str, bytes]:
    """A page of the archive of these notices, and the forms of the feed, by the names of their files."""
    head = samples.head(title="Zoë & Söhne <b>", language="fr", window_from=101)
    return {
        "archive.atom": feed.archive_page(head, 2, told, public_url=BASE),
        "feed.atom": feed.atom(head, told, public_url=BASE, author="GitHub, Inc."),
        "feed.json": feed.json_feed(head, told, public_url=BASE),
        "calendar.ics": feed.calendar(head, told, public_url=BASE),
    }


@pytest.mark.parametrize("document", ["archive.atom", "feed.atom", "feed.json", "calendar.ics"])
@pytest.mark.parametrize("rows", [before_0015, stored], ids=lambda rows: str(rows.__name__))
def test_what_was_published_stays_byte_for_byte(rows: Callable[[], list[Notice]], document: str) -> None:
    """Documents of rows with words of their own, and of rows from before migration 0015, are the ones that are kept."""
    kept = (DIRECTORY / rows.__name__ / document).read_bytes()
    assert kept == documents(rows())[document]


def test_names_in_rows_from_before_0015_are_those_of_then() -> None:
    """Whatever country, result and kind an entry without stored categories names is called as it was then.

    Another release of babel or another translation that fails this goes on with a table of the old names for these.
    """
    ways = (transfer("IE"), samples.to_us(), transfer("IN", "scc"), transfer("BR", "derogation"))
    said = {}
    for language in map(language_of, SHIPPED):
        codes = sorted(code for code in map(str, language.names.territories) if re.fullmatch("[A-Z]{2}", code))
        every = samples.added(locations=tuple(location(code) for code in codes), transfers=ways)
        kinds = {one for kind in KINDS for one in categories_of(language, kind, ())}
        said[language.tag] = [*sorted(kinds), *categories_of(language, "added", (every,))]
    text = json.dumps(msgspec.to_builtins(said), ensure_ascii=False, sort_keys=True)
    assert NAMES_OF_THEN == hashlib.sha256(text.encode()).hexdigest()
