"""A list entry as the compliance API shows it: the engagement laid over the sub-processor, flat, with its transfers."""

from collections.abc import Iterable, Sequence
from typing import Any

from service.documents import to_plain
from service.engagements import OVERRIDES, Entry, status_on
from service.law import Law
from service.list_entries import PublicEntry, public_entry
from service.register.parts import entry_facts
from service.register.reading import ControllerList, Moment
from service.rules import transfers


def entry_documents(read: ControllerList, entries: Iterable[Entry], moment: Moment, law: Law) -> list[dict[str, Any]]:
    """Return list entries with all fields, overrides, dates, status and transfers (DESIGN section 5)."""
    found = []
    for entry in entries:
        own = to_plain(entry.engagement)
        found.append(
            {
                "subprocessor": entry.slug,
                **to_plain(entry.subprocessor),
                **{name: value for name, value in own.items() if name not in OVERRIDES},
                "overrides": list(entry.overrides),
                "effective_from": entry.effective_from,
                "effective_until": entry.effective_until,
                "status": status_on(moment.on, entry.effective_from, entry.effective_until),
                "transfers": transfers(entry_facts(read, entry, moment), law),
            }
        )
    return found


def public_entries(read: ControllerList, entries: Sequence[Entry], moment: Moment, law: Law) -> tuple[PublicEntry, ...]:
    """Return list entries as a customer sees them."""
    notice = read.controller.privacy_notice
    copy_from = None if notice is None else notice.copy_from
    return tuple(public_entry(entry, transfers(entry_facts(read, entry, moment), law), copy_from) for entry in entries)
