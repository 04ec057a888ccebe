"""The end of a feed's address: one last entry that says so, for readers who look at nothing but the feed."""

from collections.abc import Sequence
from datetime import UTC, timedelta

import msgspec
from markupsafe import Markup

from service import urls
from service.languages import Language, language_of
from service.notices import Closing, FeedHead, Notice

_SECOND = timedelta(seconds=1)


def with_last_entry(
    head: FeedHead, notices: Sequence[Notice], closing: Closing, *, public_url: str
) -> tuple[FeedHead, list[Notice]]:
    """Return what a feed says of itself and its entries, newest first, at an address that closes.

    The last entry stands in its place among the notices: those that come later are told here too until the end. It is
    of the day on which the address closes, and names the one of the feed that stays, and no secret. Pure: the same
    arguments give the same bytes.
    """
    address = urls.absolute(public_url, urls.list_feed(head.controller))
    closes_on = closing.closes_at.astimezone(UTC).date()
    # The language in which the feed was when the address was given its successor: the entry never changes.
    earlier = (notice.language for notice in notices if notice.published <= closing.since)
    language = language_of(next(earlier, head.language))
    closes = language.day(closes_on)
    entry = Notice(
        id=closing.entry,
        controller=head.controller,
        number=0,
        kind=None,
        published=closing.since,
        effective_on=closes_on,
        objection_until=None,
        title=language.gettext("This address closes on %(day)s", day=closes),
        content=_content(language, closes, address),
        items=(),
        language=language.tag,
    )
    # Later at every change of the bytes: that of the rotation, and each publication after it. Either may fall into the
    # second of the one before.
    since = max(closing.since.replace(microsecond=0), head.modified) + _SECOND
    modified = head.modified + 2 * _SECOND if head.updated >= closing.since else since
    return (
        msgspec.structs.replace(head, updated=max(head.updated, closing.since), modified=modified),
        sorted([entry, *notices], key=lambda notice: notice.published, reverse=True),
    )


def _content(language: Language, closes: str, address: str) -> Markup:
    said = language.gettext_html(
        "This address of the feed closes on %(day)s and tells of nothing after that. "
        "The feed goes on at %(address)s, and under a new address of its own: both open with the new key of this list. "
        "Whoever gave you this address has it.",
        day=Markup("<strong>{}</strong>").format(closes),
        address=Markup('<a href="{}">{}</a>').format(address, address),
    )
    return Markup("<p>{}</p>").format(said)
