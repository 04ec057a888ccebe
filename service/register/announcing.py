"""What is still to come for the entries of a list, from the register as it stands, not from what notices said."""

from service.database.pool import Connection
from service.law import Law
from service.notices import Item, compare
from service.register.reading import ControllerList, Moment
from service.register.scope import load_world
from service.register.telling import breakpoints
from service.register.views import Views


async def announced(conn: Connection, read: ControllerList, moment: Moment, law: Law) -> tuple[Item, ...]:
    """Return for each entry in effect what changes after the day, the earliest first; nothing for what stays."""
    day = max(moment.on, moment.today)
    pairs = {(read.slug, entry.slug) for entry in read.entries}
    world, _ = await load_world(conn, pairs, set(), day, moment.known)
    views = Views(law)
    found = []
    for pair in sorted(pairs):
        days = {on for on in breakpoints(world, pair, day) if on >= day}
        timeline = views.timeline(world, pair, days)
        item = compare(pair[1], timeline[:1], timeline, {}, moment.today)
        if item is not None:
            found.append(item)
    return tuple(sorted(found, key=lambda item: (item.effective_on, item.name.lower())))
