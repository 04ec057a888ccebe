"""What an entry says, in every form of a feed: what is stored with its notice, so that it stays as it was published.

Notices from before migration 0015 have rows without categories. Of those the entries go on as the program made them
then: it is asked again, and their address names the list page alone. `tests/feed/test_published_bytes.py` holds it to
every name it gives, since another one would change documents that caches may keep for ever.
"""

from service import urls
from service.languages import language_of
from service.notices import Category, Notice
from service.wording_categories import categories_of
from service.wording_titles import objection_title_of


def categories(notice: Notice) -> tuple[Category, ...]:
    """Return the categories of an entry, in the order in which they stand there."""
    if notice.categories is not None:
        return notice.categories
    return () if notice.kind is None else categories_of(language_of(notice.language), notice.kind, notice.items)


def address(notice: Notice, page: str) -> str:
    """Return the address of an entry, given that of the list page.

    The last entry of an address that closes is about the page itself.
    """
    if notice.kind is None:
        return page
    return urls.notice_anchored(page, notice.number) if notice.categories is None else urls.notice(page, notice.number)


def objection_title(notice: Notice) -> str:
    """Return what the last day to object to a notice is called in a calendar."""
    return notice.objection_title or objection_title_of(language_of(notice.language), notice.title)
