"""Feeds: ids that are minted once, and a clock of their own that only moves on."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from service.database.pool import Connection
from service.notices import Category, FeedHead
from service.store import notices
from service.store.notices import Draft, FeedWords, Said
from tests.feed import samples

WORDS = FeedWords(title="Sub-processors of Alfa", author="Alfa", language="en")
SAID = Said(
    kind="changed",
    effective_on=date(2026, 3, 2),
    objection_until=None,
    title="Something changes",
    content="<p>Something changes.</p>",
    items=(),
    changes=(),
    language="en",
)
RECORDED = datetime(2026, 3, 2, tzinfo=UTC)


def draft(name: str = "alfa", *, about: tuple[UUID, ...] = (), **said: Any) -> Draft:  # noqa: ANN401 — fields of it
    """A notice with nothing in it, but for what it is to say."""
    return Draft(id=uuid4(), controller=name, said=replace(SAID, **said), about=about)


async def publish(conn: Connection, *names: str, words: FeedWords = WORDS, day: date | None = None) -> None:
    """Publish one notice to each of these lists."""
    drafts = [draft(name) for name in names]
    await notices.publish(conn, drafts, dict.fromkeys(names, words), recorded_at=RECORDED, day=day)


async def head_of(conn: Connection, name: str = "alfa") -> FeedHead:
    """What a feed says of itself."""
    head = await notices.head(conn, name)
    assert head is not None
    return head


@pytest.fixture
async def feeds(conn: Connection) -> Connection:
    """Two lists without notices."""
    for name in ("alfa", "bravo"):
        await notices.begin_feed(conn, name, WORDS)
    return conn


async def test_feed_keeps_its_id(feeds: Connection) -> None:
    """Beginning a feed again changes nothing of it; two lists have two ids."""
    first = await head_of(feeds)
    await notices.begin_feed(feeds, "alfa", FeedWords(title="Other", author="Other", language="en"))
    assert first == await head_of(feeds)
    assert first.id != (await head_of(feeds, "bravo")).id


async def test_notices_are_numbered_for_each_list(feeds: Connection) -> None:
    """Numbers count from one without a gap, for each list by itself."""
    await publish(feeds, "alfa")
    await publish(feeds, "alfa", "bravo")
    await publish(feeds, "alfa")
    numbers = {name: [one.number for one in await notices.of_list(feeds, name)] for name in ("alfa", "bravo")}
    assert {"alfa": [3, 2, 1], "bravo": [1]} == numbers
    assert {"alfa": 3, "bravo": 1} == await notices.revisions(feeds, ["alfa", "bravo"])


async def test_each_list_is_told_what_its_draft_says(feeds: Connection) -> None:
    """Lists that are told at once in the same words keep their own days, language and older notice."""
    await publish(feeds, "alfa", "bravo")
    (older,) = await notices.of_list(feeds, "alfa")
    drafts = [
        draft("alfa", objection_until=date(2026, 3, 9), about=(older.id,)),
        draft("bravo", language="nb"),
    ]
    await notices.publish(feeds, drafts, dict.fromkeys(("alfa", "bravo"), WORDS), recorded_at=RECORDED, day=None)
    newest = {name: (await notices.of_list(feeds, name))[0] for name in ("alfa", "bravo")}
    told = {name: (one.id, one.about, one.objection_until, one.language) for name, one in newest.items()}
    alfa, bravo = (one.id for one in drafts)
    assert {"alfa": (alfa, (older.id,), date(2026, 3, 9), "en"), "bravo": (bravo, (), None, "nb")} == told


async def test_published_grows_by_a_millisecond_at_least_and_keeps_behind_the_clock(feeds: Connection) -> None:
    """Twenty notices as fast as can be: each a millisecond or more after the last, none ahead of the clock."""
    published = []
    for _ in range(20):
        await publish(feeds, "alfa")
        published.append((await head_of(feeds)).updated)
        assert published[-1] <= await feeds.fetchval("SELECT clock_timestamp()")
    steps = [later - earlier for earlier, later in itertools.pairwise(published)]
    assert min(steps) >= timedelta(milliseconds=1)
    assert [0] * 20 == [moment.microsecond % 1000 for moment in published]


async def test_history_is_published_on_its_days_and_news_after_it(feeds: Connection) -> None:
    """A history's notices carry its days, two of one day a millisecond apart; news carries the clock."""
    day = date(2020, 5, 4)
    for _ in range(2):
        await publish(feeds, "alfa", day=day)
    await publish(feeds, "alfa")
    published = [one.published for one in reversed(await notices.of_list(feeds, "alfa"))]
    midnight = datetime(2020, 5, 4, tzinfo=UTC)
    assert [midnight, midnight + timedelta(milliseconds=1)] == published[:2]
    assert timedelta(minutes=1) > datetime.now(UTC) - published[2]


async def test_modified_is_later_at_every_publication(feeds: Connection) -> None:
    """Last-Modified has whole seconds, so it moves on by a second for each change of the bytes."""
    found = []
    for _ in range(3):
        async with feeds.transaction():
            await publish(feeds, "alfa")
        found.append((await head_of(feeds)).modified)
    assert sorted(set(found)) == found
    assert [0, 0, 0] == [moment.microsecond for moment in found]


async def test_what_one_transaction_publishes_is_one_change_of_the_bytes(feeds: Connection) -> None:
    """A history of twenty notices leaves Last-Modified where the clock is: the feed has it from the first poll on."""
    for _ in range(20):
        await publish(feeds, "alfa", day=date(2020, 5, 4))
    assert (await head_of(feeds)).modified <= await feeds.fetchval("SELECT clock_timestamp()")


async def test_publication_brings_the_words_of_the_feed_up_to_date(feeds: Connection) -> None:
    """Title and author are those of the newest publication; a list that is not published to keeps its own."""
    words = FeedWords(title="Sub-processors of Omega", author="Omega", language="en")
    await publish(feeds, "alfa", words=words)
    heads = [await head_of(feeds, name) for name in ("alfa", "bravo")]
    assert [("Omega", 1), ("Alfa", 0)] == [(head.author, head.revision) for head in heads]


async def test_no_list_has_no_feed(feeds: Connection) -> None:
    """There is nothing to read of a list that does not exist, and nothing to publish without drafts."""
    await notices.publish(feeds, [], {}, recorded_at=RECORDED, day=None)
    assert None is await notices.head(feeds, "charlie")
    assert [] == await notices.of_list(feeds, "charlie")


async def test_what_a_withdrawal_takes_back_is_read_whole(feeds: Connection) -> None:
    """The words, their language and the categories are those that were published, however the notice is asked for."""
    labels = (Category("notice-kind", "added", "ajouté"), Category("country", "TR", "Turquie (TR)"))
    first = draft(language="fr", categories=labels, objection_title="Dernier jour")
    second = draft(kind="withdrawn", items=(samples.withdrawn(),), about=(first.id,))
    for told in (first, second):
        await notices.publish(feeds, [told], {"alfa": WORDS}, recorded_at=RECORDED, day=None)
    newest, oldest = await notices.of_list(feeds, "alfa")
    assert (labels, "Dernier jour", "fr") == (oldest.categories, oldest.objection_title, oldest.language)
    assert [oldest] == await notices.withdrawn_before(feeds, [newest])
    assert [oldest] == await notices.of_list(feeds, "alfa", 20, up_to=1)


async def test_what_lies_ahead_is_found_below_the_feed(feeds: Connection) -> None:
    """Days and last days to object from that of the newest notice on, and what was told of them; of this list alone."""
    today = (await head_of(feeds)).updated.date()
    ahead = draft(effective_on=today + timedelta(days=1))
    until = draft(effective_on=today - timedelta(days=9), objection_until=today)
    over = draft(effective_on=today - timedelta(days=1))
    told = [ahead, until, over, draft(effective_on=None, about=(ahead.id,)), replace(over, id=uuid4())]
    for one in [*told, replace(ahead, id=uuid4(), controller="bravo")]:
        await notices.publish(feeds, [one], {one.controller: WORDS}, recorded_at=RECORDED, day=None)
    below = [replace(await head_of(feeds), window_from=number) for number in (6, 4, 1)]
    found = [[one.number for one in await notices.ahead(feeds, head)] for head in below]
    assert [[4, 2, 1], [2, 1], []] == found
