"""What must not be found: persons outside their table, secrets anywhere, inside matters on the customer surface."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from service.store import tokens
from service.web.security_headers import SECURITY_HEADERS
from tests import factories
from tests.web.running import ACME_CLOUDFLARE, BOOTSTRAP, Running, bearer, in_days
from tests.web.test_lists import password

PERSON = factories.person()
OTHER = factories.person(name="Oskar Otherwise", email="oskar@person.example")
INSIDE = factories.subprocessor(
    dpa=factories.signed_dpa(reference="SECRET-REFERENCE", url="https://contracts.example/secret-dpa"),
    due_diligence={"checked_on": "2024-01-01", "evidence": "SECRET-EVIDENCE"},
    safeguards=[factories.clauses("US", tias=[{"justified_by": "SECRET-TIA", "outcome": "equivalent"}])],
    locations=[factories.location("US", operator={"legal_name": "SECRET-OPERATOR"})],
    parent={"legal_name": "SECRET-PARENT", "country": "CN", "access": "admin"},
    address="SECRET-ADDRESS 1",
    registration_number="SECRET-NUMBER",
)


async def dump(service: Running, *, without: tuple[str, ...] = ()) -> str:
    """Every row of every table as text, but for some tables."""
    names = [name for name in await service.everything() if name not in without]
    assert {"change", "version", "notice", "subject", "feed", "api_key", "subscriber_token"} <= {*names, *without}
    rows = [row[0] for name in names for row in await service.pool.fetch(f'SELECT t::text FROM "{name}" AS t')]  # noqa: S608 — names of our own tables
    return "\n".join(rows)


def words(*people: factories.Document) -> Iterator[str]:
    """Every word that is known of some people."""
    for person in people:
        yield from person.values()


async def surface(service: Running) -> str:
    """All that a customer can read: pages and JSON of today and of the plans, both lists, feeds."""
    secret = (await service.token()).secret
    found = ""
    for path in ("/lists/acme", f"/s/{secret}"):
        for accept in ("text/html", "application/json"):
            for day in (0, 60):
                answer = await service.reader.get(path, params={"on": str(in_days(day))}, headers={"Accept": accept})
                found += answer.text + str(answer.headers)
        found += (await service.reader.get(f"{path}/feed.atom")).text
    return found


@pytest.fixture
async def peopled(service: Running) -> Running:
    """A service whose documents name persons wherever they can, before and after changes."""
    for contact in (PERSON, OTHER):
        people: dict[str, Any] = {"contact": contact, "representative": contact, "dpo": contact}
        await service.put("processor", factories.processor(**people))
        await service.put("controllers/acme", factories.controller(**people))
        await service.put("controllers/closed", factories.controller("Closed", visibility="private", **people))
        places = [factories.location("IN" if contact is PERSON else "BR")]
        document = factories.subprocessor(contact=contact, locations=places)
        await service.put("subprocessors/cloudflare", document, notice="waived", reason="a test")
    await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Advertising"))
    return service


async def test_persons_are_in_their_own_table_alone(peopled: Running) -> None:
    """No word of a contact stands in any table but that of persons, where those of before stand too."""
    everywhere = await dump(peopled)
    assert [] == [word for word in words(PERSON, OTHER) if word not in everywhere]
    elsewhere = await dump(peopled, without=("person",))
    assert [] == [word for word in words(PERSON, OTHER) if word in elsewhere]


async def test_customers_never_read_of_persons(peopled: Running) -> None:
    """No page, no JSON and no feed has a word of a contact."""
    text = await surface(peopled)
    assert "Cloudflare" in text
    assert "Advertising" in text
    assert [] == [word for word in words(PERSON, OTHER) if word in text]


async def test_log_refers_to_persons(peopled: Running) -> None:
    """The changes that staff read say that a contact changed, and not whose it is."""
    changes = (await peopled.staff.get("/v1/controllers/acme/changes", params={"limit": 500})).text
    assert '"field":"contact"' in changes
    assert [] == [word for word in words(PERSON, OTHER) if word in changes]


async def test_staff_read_the_contact_of_the_day(peopled: Running) -> None:
    """Documents and lists show staff the contact as it is recorded."""
    for path in ("processor", "controllers/acme", "subprocessors/cloudflare"):
        assert OTHER == (await peopled.get(path))["contact"]
    (entry,) = (await peopled.get("controllers/acme/subprocessors"))["items"]
    assert OTHER == entry["contact"]
    for path in ("controllers", "subprocessors"):
        assert OTHER == (await peopled.get(path))["items"][0]["contact"]


async def test_erased_person_leaves_the_register_whole(peopled: Running) -> None:
    """When a person's row is erased, documents, lists, feeds and the log answer as before, with an empty contact."""
    log = (await peopled.staff.get("/v1/controllers/acme/changes")).content
    await peopled.pool.execute("DELETE FROM person")
    nobody = dict.fromkeys(("name", "position", "email", "address"))
    assert nobody == (await peopled.get("controllers/acme"))["contact"]
    assert nobody == (await peopled.get("controllers/acme/subprocessors"))["items"][0]["contact"]
    assert log == (await peopled.staff.get("/v1/controllers/acme/changes")).content
    assert 200 == (await peopled.reader.get("/lists/acme")).status_code
    assert 200 == (await peopled.staff.put("/v1/controllers/acme", json=factories.controller())).status_code


async def test_customers_read_no_inside_matters(service: Running) -> None:
    """References of contracts, evidence, assessments, owners and findings are for staff alone."""
    await service.put("subprocessors/cloudflare", INSIDE, notice="waived", reason="SECRET-REASON")
    text = await surface(service)
    assert "United States" in text
    assert "secret" not in text.lower()
    assert "finding" not in text.lower()
    assert "SECRET-EVIDENCE" in (await service.staff.get("/v1/controllers/acme/subprocessors")).text


async def test_secrets_are_never_stored(service: Running) -> None:
    """Keys and tokens stand in no table, neither in the clear nor in base64 nor in hex; their hashes do."""
    key, token = await service.key("register:read"), await service.token()
    await service.reader.get("/v1/processor", headers=bearer(key.secret))
    await service.reader.get(f"/s/{token.secret}")
    text = await dump(service)
    for secret in (key.secret, token.secret, BOOTSTRAP):
        random = secret.removeprefix("subreg_key_").removeprefix("subreg_list_")
        forms = (secret, random, random.encode().hex(), password(secret)["Authorization"].removeprefix("Basic "))
        assert [] == [form for form in forms if form in text]
    assert key.digest.hex() in text
    assert token.digest.hex() in text


async def test_secrets_are_never_logged(service: Running, caplog: pytest.LogCaptureFixture) -> None:
    """No log line of the service has a key or a token, whatever becomes of the request; neither has a person."""
    key, token, gone = await service.key("check"), await service.token(), await service.token()
    async with service.pool.acquire() as conn:
        await tokens.revoke(conn, gone.id)
    # The client of these tests logs the addresses that it asks for; that is not the service.
    caplog.set_level(logging.WARNING, "httpx")
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("service").info("the log is being read")
        for secret in (key.secret, token.secret, gone.secret, BOOTSTRAP):
            for path in ("/v1/processor", "/v1/findings", "/v1/nothing", f"/s/{secret}", f"/s/{secret}/feed.atom"):
                await service.reader.get(path, headers=bearer(secret))
            for path in ("/lists/closed", "/lists/closed/feed.atom"):
                await service.reader.get(path, headers=password(secret))
        await service.staff.put("/v1/processor", json=factories.processor(contact=PERSON))
        await service.staff.put("/v1/processor", json=factories.processor(contact=PERSON | {"email": "no mail"}))
    assert "the log is being read" in caplog.text
    hidden = (key.secret, token.secret, gone.secret, BOOTSTRAP, *words(PERSON))
    assert [] == [word for word in hidden if word in caplog.text]


async def test_stranger_gets_no_more_headers_than_needed(service: Running) -> None:
    """The answer to a stranger has no header that tells of the list, of the register or of the software."""
    answer = await service.reader.get("/lists/closed")
    told = {name.lower() for name in answer.headers} - {name.lower() for name in SECURITY_HEADERS}
    assert {"content-type", "content-length", "www-authenticate", "cache-control", "x-request-id"} == told
