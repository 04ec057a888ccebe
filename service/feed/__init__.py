"""What readers subscribe to: the notices of a list as Atom, JSON Feed and iCalendar, and the validators of each.

Pure: from what was published to bytes. The same notices give the same bytes, whoever asks and whenever.
"""

from service.feed.atom import archive_page, atom, numbers_of_page
from service.feed.calendar import calendar
from service.feed.closing import with_last_entry
from service.feed.conditions import not_modified, validators
from service.feed.json_feed import json_feed

__all__ = [
    "archive_page",
    "atom",
    "calendar",
    "json_feed",
    "not_modified",
    "numbers_of_page",
    "validators",
    "with_last_entry",
]
