"""What readers subscribe to: the notices of a list as Atom, JSON Feed and iCalendar, and the validators of each.

Pure: from what was published to bytes. The same notices give the same bytes, whoever asks and whenever.
"""

from service.feed.atom import archive_page, atom, atom_entry, atom_of, numbers_of_page
from service.feed.calendar import Kept, calendar
from service.feed.closing import with_last_entry
from service.feed.conditions import is_known, not_modified, validators
from service.feed.json_feed import json_feed, json_feed_of, json_item

__all__ = [
    "Kept",
    "archive_page",
    "atom",
    "atom_entry",
    "atom_of",
    "calendar",
    "is_known",
    "json_feed",
    "json_feed_of",
    "json_item",
    "not_modified",
    "numbers_of_page",
    "validators",
    "with_last_entry",
]
