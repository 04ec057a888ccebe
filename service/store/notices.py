"""Feeds and notices: publishing on the feed's own clock, and reading back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from service.database.pool import Connection
from service.database.queries import queries
from service.notices import (
    ARCHIVE_PAGE,
    FEWEST,
    MOST,
    WINDOW_DAYS,
    Category,
    FeedHead,
    Item,
    LaterDay,
    Notice,
    NoticeKind,
)
from service.store.subjects import NOW


class Earlier(msgspec.Struct, frozen=True):
    """A notice that a newer one is about."""

    id: UUID
    title: str


class FeedWords(msgspec.Struct, frozen=True, kw_only=True):
    """The title of a feed, the language of its words (BCP 47), and who publishes it."""

    title: str
    author: str
    language: str


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice says, in which language (BCP 47), and of which changes. Lists that are told alike share it."""

    kind: NoticeKind
    effective_on: date | None
    objection_until: date | None
    title: str
    content: str
    items: tuple[Item, ...]
    changes: tuple[UUID, ...]
    language: str
    categories: tuple[Category, ...] = ()
    objection_title: str | None = None
    later_days: tuple[LaterDay, ...] = ()


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A notice before its feed has given it a place. `about` are the older notices that it names."""

    id: UUID
    controller: str
    said: Said
    about: tuple[UUID, ...] = ()


async def begin_feed(conn: Connection, controller: str, words: FeedWords) -> None:
    """Mint the feed of a new list; a feed that is there keeps its id for ever."""
    given = {"title": words.title, "author": words.author, "language": words.language}
    await queries.begin_feed(conn, controller=controller, id=uuid4(), **given)


async def publish(
    conn: Connection,
    drafts: Sequence[Draft],
    words: Mapping[str, FeedWords],
    *,
    recorded_at: datetime,
    day: date | None,
) -> None:
    """Publish one notice to each of several feeds whose lists are locked.

    `words` are what the feeds say of themselves from now on, by list, in the language of their notice; `day` is null
    for news, or the day of the history that is loaded.
    """
    if not drafts:
        return
    lists = [draft.controller for draft in drafts]
    numbers, said = _words(drafts)
    await queries.publish(
        conn,
        ids=[draft.id for draft in drafts],
        controllers=lists,
        titles=[words[name].title for name in lists],
        authors=[words[name].author for name in lists],
        about=[f"{{{','.join(map(str, draft.about))}}}" for draft in drafts],
        said=numbers,
        words=said,
        recorded_at=recorded_at,
        day=day,
        days=WINDOW_DAYS,
        fewest=FEWEST,
        most=MOST,
        page=ARCHIVE_PAGE,
    )


def _words(drafts: Sequence[Draft]) -> tuple[list[int], list[dict[str, Any]]]:
    """Return at which place each draft has its words, and the words, those that lists share once."""
    shared = {id(draft.said): draft.said for draft in drafts}
    places = {key: place for place, key in enumerate(shared)}
    words = [
        msgspec.structs.asdict(said) | {"place": place, "last_day": said.later_days[-1].on if said.later_days else None}
        for place, said in enumerate(shared.values())
    ]
    return [places[id(draft.said)] for draft in drafts], words


async def head(conn: Connection, controller: str) -> FeedHead | None:
    """Return what a list's feed says of itself; null where there is no such list."""
    row = await queries.feed_head(conn, controller=controller)
    return None if row is None else FeedHead(**row)


async def archive_head(conn: Connection, controller: str, page: int) -> FeedHead | None:
    """Return what a page of a list's archive says of itself for ever; null where there is no such page, or not yet."""
    row = await queries.archive_head(conn, controller=controller, page=page, size=ARCHIVE_PAGE)
    return None if row is None else FeedHead(**row)


async def revisions(conn: Connection, controllers: Iterable[str]) -> dict[str, int]:
    """Return how many notices each feed has had."""
    rows = queries.feed_heads(conn, controllers=sorted(controllers))
    return {row["controller"]: row["revision"] async for row in rows}


async def by_id(conn: Connection, notice: UUID) -> Notice | None:
    """Return a notice; null where there is none."""
    row = await queries.notice_by_id(conn, id=notice)
    return None if row is None else _notice(row)


async def of_list(
    conn: Connection, controller: str, limit: int | None = None, known_at: datetime = NOW, up_to: int | None = None
) -> list[Notice]:
    """Return the notices of a list as known at a moment, newest first; all of them where `limit` is null.

    `up_to` is the highest number among them, or null for the newest.
    """
    rows = queries.notices_of_list(conn, controller=controller, limit=limit, known_at=known_at, up_to=up_to)
    return [_notice(row) async for row in rows]


async def between(conn: Connection, controller: str, first: int, last: int) -> list[Notice]:
    """Return the notices of a list from one number to another, both included, newest first."""
    rows = queries.notices_from_to(conn, controller=controller, first=first, last=last)
    return [_notice(row) async for row in rows]


async def ahead(conn: Connection, head: FeedHead) -> list[Notice]:
    """Return what is older than a feed's own document and of a day ahead, and what was said of it, newest first.

    Ahead of the newest notice, not of today, so that a document of them changes only with a publication: what is
    ahead of today is among them.
    """
    day = head.updated.astimezone(UTC).date()
    rows = queries.notices_ahead(conn, controller=head.controller, below=head.window_from, day=day)
    return [_notice(row) async for row in rows]


async def withdrawn_before(conn: Connection, told: Sequence[Notice]) -> list[Notice]:
    """Return what those notices of a list that take something back are about and is not among them, newest first."""
    about = {older for notice in told if any(item.dropped for item in notice.items) for older in notice.about}
    missing = about - {notice.id for notice in told}
    if not missing:
        return []
    return [_notice(row) async for row in queries.notices_by_ids(conn, ids=sorted(missing))]


def _notice(row: Mapping[str, Any]) -> Notice:
    given = {
        "items": msgspec.convert(row["items"], tuple[Item, ...]),
        "about": tuple(row["about"]),
        "categories": msgspec.convert(row["categories"], tuple[Category, ...] | None),
        "later_days": msgspec.convert(row["later_days"], tuple[LaterDay, ...] | None),
    }
    return Notice(**{**row, **given})


async def about_changes(
    conn: Connection, changes: Iterable[UUID], lists: Iterable[str]
) -> dict[str, tuple[Earlier, ...]]:
    """Return the notices that told of any of these changes, by list, oldest first."""
    found: dict[str, tuple[Earlier, ...]] = {}
    async for row in queries.notices_about(conn, changes=list(changes), controllers=sorted(lists)):
        found[row["controller"]] = (*found.get(row["controller"], ()), Earlier(row["id"], row["title"]))
    return found


async def about_subjects(
    conn: Connection, subjects: Iterable[int], lists: Iterable[str]
) -> dict[str, tuple[Earlier, ...]]:
    """Return the latest notice of each list that told of a change of any of these subjects (row ids)."""
    rows = queries.notices_of_subjects(conn, subjects=list(subjects), controllers=sorted(lists))
    return {row["controller"]: (Earlier(row["id"], row["title"]),) async for row in rows}
