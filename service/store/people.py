"""People: contacts live apart from the log, so that they can be corrected and erased (GDPR Art. 16 and 17).

In a stored document a contact is the id of a person; here it is taken out and put back.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from service.changes import Plain
from service.database.pool import Connection
from service.database.queries import queries

FIELDS = ("contact", "representative", "dpo")
_UNKNOWN = {"name": None, "position": None, "email": None, "address": None}


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A contact as it is kept, the moment it was recorded, and how many objections name it."""

    id: UUID
    name: str | None
    position: str | None
    email: str | None
    address: str | None
    recorded_at: datetime
    objections: int


async def attach(conn: Connection, documents: Sequence[Plain]) -> list[Plain]:
    """Write out the contacts of documents. A person who was erased leaves a contact without any detail."""
    wanted = {person for document in documents for person in named_in(document)}
    if not wanted:
        return list(documents)
    people = {str(ref): person for ref, person in (await contacts(conn, wanted)).items()}
    return [
        {**document, **{field: people.get(ref, _UNKNOWN) for field, ref in _references(document).items()}}
        for document in documents
    ]


async def contacts(conn: Connection, people: Iterable[UUID]) -> dict[UUID, Plain]:
    """Return contacts by their ids; one that was erased is left out."""
    rows = [row async for row in queries.people_by_id(conn, ids=list(people))]
    return {row["id"]: {name: row[name] for name in _UNKNOWN} for row in rows}


async def like(conn: Connection, words: str) -> list[Person]:
    """Return the contacts in which these words stand, in whatever case, the oldest first."""
    return [Person(**row) async for row in queries.people_like(conn, words=words)]


async def erase(conn: Connection, person: UUID, *, words: bool) -> bool:
    """Erase a contact; returns whether there was one. `words`: what it wrote in objections, and the replies, too."""
    found = await queries.erase_person(conn, id=person)
    return (words and await queries.erase_objector_words(conn, id=person) is not None) or found is not None


def named_in(document: Plain) -> tuple[UUID, ...]:
    """Return the ids of the contacts of a document as it is stored."""
    return tuple(map(UUID, _references(document).values()))


def hide(document: Plain) -> Plain:
    """Return a document whose contacts are there but say nothing: for all who must not see persons."""
    references = _references(document)
    return {**document, **dict.fromkeys(references, _UNKNOWN)} if references else document


async def detach(conn: Connection, document: Plain, before: Plain | None) -> Plain:
    """Take the contacts out of a document that is to be stored; one that did not change keeps its reference."""
    if all(document.get(field) is None for field in FIELDS):
        return document
    old = before or {}
    shown = (await attach(conn, [old]))[0]
    result, news = dict(document), []
    for field in FIELDS:
        contact = document.get(field)
        if contact is not None and shown.get(field) == contact:
            result[field] = old[field]
        elif contact is not None:
            person = uuid4()
            news.append({"id": str(person), **contact})
            result[field] = str(person)
    if news:
        await queries.record_people(conn, people=news)
    return result


def _references(document: Plain) -> dict[str, str]:
    return {field: ref for field in FIELDS if isinstance(ref := document.get(field), str)}
