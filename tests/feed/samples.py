"""Entries, items and notices as the register makes them, for the tests of what a customer reads."""

# ruff: noqa: ANN401 — keyword arguments stand for fields of any type

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from service.changes import Manner, Plain, Span
from service.documents import to_plain
from service.languages import language_of
from service.list_entries import CONCERNS, PublicEntry, PublicLocation, PublicTransfer
from service.notices import FeedHead, Item, Notice, NoticeKind, compare, joined
from service.wording import content_of
from service.wording_categories import categories_of
from service.wording_titles import objection_title_of, title_of, titled_days

FEED = UUID("6e4a8a52-0b5c-4a39-9d2c-6f6a0f6f2f10")
NOW = datetime(2026, 11, 23, 9, 30, 15, 250_000, tzinfo=UTC)
PLUS_TWO = timezone(timedelta(hours=2))
DPF = "(EU) 2023/1795"
INSIDE = frozenset({"BE", "DE", "ES", "FR", "IE", "IS", "NL", "NO", "SE"})


def location(country: str | None = None, activity: str | None = None, **fields: str) -> PublicLocation:
    """A place; region, place and stated as given."""
    rest = {"region": None, "place": None, "stated": None} | fields
    return PublicLocation(country=country, activity=activity, **rest)


def transfer(country: str | None, tool: str | None = None, **fields: Any) -> PublicTransfer:
    """A transfer; inside the EEA by its country, without a basis unless one is given."""
    rest = {"chain": (), "regime": "eu", "article": None, "decision": None, "inside_eea": country in INSIDE} | fields
    return PublicTransfer(country=country, tool=tool, **rest)


def to_us() -> PublicTransfer:
    """The transfer that most published lists have."""
    return transfer("US", "adequacy", article="45", decision=DPF)


def entry(name: str = "Cloudflare", **fields: Any) -> PublicEntry:
    """A list entry as its customer reads it."""
    rest: dict[str, Any] = dict.fromkeys(PublicEntry.__struct_fields__) | {
        "subprocessor": "".join(letter if letter.isalnum() else "-" for letter in name.lower()).strip("-"),
        "name": name,
        "role": "processor",
        "purpose": "Content delivery service",
        "locations": (location("US"),),
        "transfers": (to_us(),),
        "from_": date(2023, 12, 27),
    }
    return PublicEntry(**rest | fields)


def view(shown: PublicEntry, **concerns: bool) -> Plain:
    """What a notice compares of an entry."""
    left_out = ("subprocessor", "from", "until", "replaces", "copy_from")
    plain = {name: value for name, value in to_plain(shown).items() if name not in left_out}
    return plain | dict.fromkeys(CONCERNS) | concerns


def item(before: list[tuple[date, PublicEntry | None]], after: list[tuple[date, PublicEntry | None]]) -> Item:
    """What a notice says of an entry whose timeline was `before` and is `after`."""
    slug = next(shown.subprocessor for _, shown in (*after, *before) if shown is not None)
    old, new = ([Span(day, None if one is None else view(one)) for day, one in spans] for spans in (before, after))
    found = compare(slug, old, new, {}, NOW.date())
    assert found is not None
    return found


def added(name: str = "Cloudflare", on: date = date(2026, 12, 23), **fields: Any) -> Item:
    """An addition."""
    return item([], [(on, entry(name, **fields))])


def removed(name: str = "Cloudflare", on: date = date(2026, 12, 23)) -> Item:
    """An end."""
    begun = (date(2023, 12, 27), entry(name))
    return item([begun], [begun, (on, None)])


def changed(on: date = date(2026, 12, 23), name: str = "Cloudflare", **fields: Any) -> Item:
    """A change of the fields given."""
    begun = (date(2023, 12, 27), entry(name))
    return item([begun], [begun, (on, entry(name, **fields))])


def withdrawn(on: date = date(2026, 12, 23), name: str = "Cloudflare") -> Item:
    """A planned change of purpose, taken back."""
    begun = (date(2023, 12, 27), entry(name))
    return item([begun, (on, entry(name, purpose="Firewall"))], [begun])


def replaced(on: date = date(2026, 12, 23), old: str = "Cloudflare", new: str = "Fastly") -> Item:
    """An addition that takes the place of another entry."""
    gone, come = removed(old, on), added(new, on)
    return joined([gone, come], {come.subprocessor: gone.subprocessor})[0]


def notice(number: int, kind: NoticeKind, items: tuple[Item, ...], **fields: Any) -> Notice:
    """A notice with the words that the register would store; an hour after the one before it."""
    until: date | None = fields.get("objection_until")
    manner: Manner = fields.get("manner", "notice")
    language = language_of(fields.get("language", "en"))
    title = fields.get("title", title_of(language, kind, items, reason_kind=manner))
    return Notice(
        id=UUID(int=number, version=4),
        controller="github",
        number=number,
        kind=kind,
        published=NOW - timedelta(days=60) + timedelta(hours=number),
        effective_on=min((one.effective_on for one in items), default=None),
        objection_until=until,
        title=title,
        content=content_of(language, kind, items, objection_until=until, reason_kind=manner),
        items=items,
        language=language.tag,
        categories=categories_of(language, kind, items),
        objection_title=None if until is None else objection_title_of(language, title),
        later_days=titled_days(language, items, NOW.date(), reason_kind=manner),
    )


def notices() -> list[Notice]:
    """One notice of every kind, newest first."""
    made = [
        notice(1, "published", tuple(added(name) for name in ("Cloudflare", "Fastly", "AT&T")), manner="baseline"),
        notice(2, "added", (added("Zendesk"),), objection_until=date(2026, 12, 22)),
        notice(3, "changed", (changed(locations=(location("IN"),), transfers=(transfer("IN"),)),), manner="waived"),
        notice(4, "replaced", (replaced(),)),
        notice(5, "removed", (removed(),)),
        notice(6, "withdrawn", (withdrawn(),)),
        notice(7, "changed", (changed(purpose="Firewall"), changed(name="Fastly", purpose="Firewall"))),
    ]
    return made[::-1]


def head(**fields: Any) -> FeedHead:
    """The feed of GitHub's list."""
    rest: dict[str, Any] = {
        "id": FEED,
        "controller": "github",
        "title": "GitHub: sub-processors",
        "author": "GitHub, Inc.",
        "revision": 7,
        "updated": NOW,
        "modified": NOW.replace(microsecond=0),
    }
    return FeedHead(**rest | fields)
