"""The end of a feed's address: one last entry that says so, for readers who look at nothing but the feed."""

from collections.abc import Sequence
from datetime import UTC, timedelta

import msgspec

from service import urls
from service.languages import language_of
from service.notices import Category, Closing, ClosingWords, FeedHead, Notice
from service.wording_categories import CLOSING
from service.wording_closing import closing_content, closing_words

_SECOND = timedelta(seconds=1)


def with_last_entry(
    head: FeedHead, notices: Sequence[Notice], closing: Closing, *, public_url: str
) -> tuple[FeedHead, list[Notice]]:
    """Return what a feed says of itself and its entries, newest first, at an address that closes.

    The last entry stands in its place among the notices: those that come later are told here too until the end. It is
    of the day on which the address closes, and names the one of the feed that stays, and no secret. Pure: the same
    arguments give the same bytes.
    """
    words = closing.words or _made_anew(head, notices, closing)
    entry = Notice(
        id=closing.entry,
        controller=head.controller,
        number=0,
        kind=None,
        published=closing.since,
        effective_on=closing.closes_at.astimezone(UTC).date(),
        objection_until=None,
        title=words.title,
        content=closing_content(words, urls.absolute(public_url, urls.list_feed(head.controller))),
        items=(),
        language=words.language,
        categories=(Category("address", CLOSING, words.label),),
    )
    # Later at every change of the bytes: that of the rotation, and each publication after it. Either may fall into the
    # second of the one before.
    since = max(closing.since.replace(microsecond=0), head.modified) + _SECOND
    modified = head.modified + 2 * _SECOND if head.updated >= closing.since else since
    return (
        msgspec.structs.replace(head, updated=max(head.updated, closing.since), modified=modified),
        sorted([entry, *notices], key=lambda notice: notice.published, reverse=True),
    )


def _made_anew(head: FeedHead, notices: Sequence[Notice], closing: Closing) -> ClosingWords:
    """Return the words that were not stored when the address was given its successor, in the language of the feed then.

    It is known as far as the feed's own document has a notice from before; such addresses are gone when they close.
    """
    earlier = (notice.language for notice in notices if notice.published <= closing.since)
    return closing_words(language_of(next(earlier, head.language)), closing.closes_at)
