"""Exporting a list: its entries on a day, whole, so that an import of them makes the same list again."""

from service.database.pool import Connection
from service.documents import from_plain
from service.engagements import Engagement
from service.imports import ListedEntry
from service.register.catalogue import Catalogue
from service.register.reading import Moment, controller_of
from service.store import people, versions
from service.subprocessors import Subprocessor


async def export_list(conn: Connection, name: str, moment: Moment) -> list[ListedEntry]:
    """Return the entries of a list in effect on a day with their contacts, after the further hops they rest on.

    What an entry once replaced is left out: that tells how it came, and the other one need not be there any more.
    Raises NotFound where there is no such list.
    """
    await controller_of(conn, name, moment)
    rows = await versions.entries_on(conn, name, moment.on, moment.known)
    engaged = {row.subprocessor: from_plain({**row.engagement, "replaces": None}, Engagement) for row in rows}
    catalogue = Catalogue(moment.on, moment.known)
    await catalogue.load(conn, engaged)
    found = catalogue.documents()
    documents = zip(found, await people.attach(conn, list(found.values())), strict=True)
    entries = [
        ListedEntry(slug=slug, subprocessor=from_plain(plain, Subprocessor), engagement=engaged.get(slug))
        for slug, plain in documents
    ]
    return sorted(entries, key=lambda entry: (entry.engagement is not None, entry.slug))
