"""The end of a feed's address: one last entry that says so, for readers who look at nothing but the feed."""

from collections.abc import Sequence
from datetime import UTC, timedelta

import msgspec
from markupsafe import Markup

from service import urls
from service.notices import Closing, FeedHead, Notice
from service.wording_values import day

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
    closes = day(closes_on)
    entry = Notice(
        id=closing.entry,
        controller=head.controller,
        number=0,
        kind=None,
        published=closing.since,
        effective_on=closes_on,
        objection_until=None,
        title=f"This address closes on {closes}",
        content=Markup(
            "<p>This address of the feed closes on <strong>{}</strong> and tells of nothing after that. The feed goes "
            'on at <a href="{}">{}</a>, and under a new address of its own: both open with the new key of this list. '
            "Whoever gave you this address has it.</p>"
        ).format(closes, address, address),
        items=(),
    )
    # Later at every change of the bytes: that of the rotation, and each publication after it. Either may fall into the
    # second of the one before.
    since = max(closing.since.replace(microsecond=0), head.modified) + _SECOND
    modified = head.modified + 2 * _SECOND if head.updated >= closing.since else since
    return (
        msgspec.structs.replace(head, updated=max(head.updated, closing.since), modified=modified),
        sorted([entry, *notices], key=lambda notice: notice.published, reverse=True),
    )
