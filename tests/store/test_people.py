"""Contacts live apart from documents: taken out, put back, kept, and erased."""

from uuid import UUID

from service.changes import Plain
from service.database.pool import Connection
from service.store import people
from tests import factories

NOBODY = {"name": None, "position": None, "email": None, "address": None}


def document(contact: Plain | None, **fields: Plain) -> Plain:
    """A document with a contact."""
    return {"name": "Cloud", "contact": contact, **fields}


async def test_contact_is_taken_out_and_put_back(conn: Connection) -> None:
    """A stored document holds the id of a person; read with people, it is the document that was sent."""
    sent = document(factories.person(), dpo=factories.person(name="Other Person"))
    stored = await people.detach(conn, sent, None)
    assert UUID(stored["contact"]) != UUID(stored["dpo"])
    assert [sent] == await people.attach(conn, [stored])


async def test_unchanged_contact_keeps_its_reference(conn: Connection) -> None:
    """The same person again is the same reference; one word less is another person."""
    stored = await people.detach(conn, document(factories.person()), None)
    assert stored == await people.detach(conn, document(factories.person()), stored)
    other = await people.detach(conn, document(factories.person(position=None)), stored)
    assert stored["contact"] != other["contact"]


async def test_document_without_contact_is_left_alone(conn: Connection) -> None:
    """Null stays null, in both directions, and makes no person."""
    stored = await people.detach(conn, document(None), None)
    assert document(None) == stored
    assert [stored] == await people.attach(conn, [stored])
    assert 0 == await conn.fetchval("SELECT count(*) FROM person")


async def test_erased_person_leaves_an_empty_contact(conn: Connection) -> None:
    """A person whose row is gone or emptied is a contact that says nothing; sending that back is no change."""
    for erase in ("DELETE FROM person", "UPDATE person SET name = NULL, position = NULL, email = NULL, address = NULL"):
        stored = await people.detach(conn, document(factories.person()), None)
        await conn.execute(erase)
        assert [document(NOBODY)] == await people.attach(conn, [stored])
        assert stored == await people.detach(conn, document(NOBODY), stored)


async def test_hidden_contacts_say_nothing(conn: Connection) -> None:
    """A document for all who must not see persons keeps that there is a contact, and none of its words."""
    stored = await people.detach(conn, document(factories.person()), None)
    assert document(NOBODY) == people.hide(stored)
    assert document(None) == people.hide(document(None))


async def test_many_documents_are_read_at_once(conn: Connection) -> None:
    """Each of many documents gets its own person back."""
    sent = [document(factories.person(name=f"Person {number}")) for number in range(5)]
    stored = [await people.detach(conn, one, None) for one in sent]
    assert sent == await people.attach(conn, stored)
    assert [] == await people.attach(conn, [])
