"""The feed in its other forms, over HTTP: JSON Feed, calendar, and compressed."""

import gzip
import json

import brotli
import icalendar
import pytest
import pytest_asyncio

from tests import factories
from tests.web.running import ACME_CLOUDFLARE, BASE, Running

FORMS = ("feed.atom", "feed.json", "calendar.ics")
TYPES = dict(zip(FORMS, ("application/atom+xml", "application/feed+json", "text/calendar"), strict=True))


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def told_to_all(service_of_module: Running) -> None:
    """What all tests read: the public list tells of a planned change, and its date has come."""
    await service_of_module.put(ACME_CLOUDFLARE.removeprefix("/v1/"), factories.engagement("Advertising"))
    await service_of_module.pool.execute("UPDATE feed SET modified = modified - interval '1 minute'")


@pytest.mark.parametrize("form", FORMS)
async def test_each_form_is_sent_as_what_it_is(shared: Running, form: str) -> None:
    """A form has its media type, a tag of its own, and the headers of the feed."""
    answer = await shared.reader.get(f"/lists/acme/{form}")
    assert (200, TYPES[form]) == (answer.status_code, answer.headers["Content-Type"].partition(";")[0])
    assert ("public, max-age=60, must-revalidate", "Accept-Encoding") == (
        answer.headers["Cache-Control"],
        answer.headers["Vary"],
    )
    others = [(await shared.reader.get(f"/lists/acme/{other}")).headers["ETag"] for other in FORMS]
    assert 3 == len(set(others))
    known = await shared.reader.get(f"/lists/acme/{form}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (304, b"") == (known.status_code, known.content)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ["gzip", "br"])
async def test_each_encoding_has_a_tag_of_its_own(shared: Running, form: str, encoding: str) -> None:
    """A variant is named and varies by what the reader takes; its own tag alone is answered 304."""
    address = f"/lists/acme/{form}"
    plain = await shared.reader.get(address, headers={"Accept-Encoding": "identity"})
    async with shared.reader.stream("GET", address, headers={"Accept-Encoding": encoding}) as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert (encoding, "Accept-Encoding", str(len(raw))) == (
        answer.headers["Content-Encoding"],
        answer.headers["Vary"],
        answer.headers["Content-Length"],
    )
    assert plain.content == (gzip.decompress(raw) if encoding == "gzip" else brotli.decompress(raw))
    statuses = {}
    for tag in (plain.headers["ETag"], answer.headers["ETag"]):
        headers = {"Accept-Encoding": encoding, "If-None-Match": tag}
        again = await shared.reader.get(address, headers=headers)
        statuses[tag] = again.status_code
        assert (answer.headers["ETag"], "Accept-Encoding") == (again.headers["ETag"], again.headers["Vary"])
    assert {plain.headers["ETag"]: 200, answer.headers["ETag"]: 304} == statuses


async def test_forms_tell_the_same_notices(shared: Running) -> None:
    """A script finds the notices of the Atom feed under their ids, and a calendar their days."""
    feed = (await shared.reader.get("/lists/acme/feed.atom")).text
    items = json.loads((await shared.reader.get("/lists/acme/feed.json")).content)["items"]
    assert all(f"<id>{item['id']}</id>" in feed for item in items)
    assert len(items) == feed.count("<entry>")
    events = icalendar.Calendar.from_ical((await shared.reader.get("/lists/acme/calendar.ics")).content).events
    days = {item["_subreg"]["effective_on"] for item in items}
    assert days <= {str(event.start) for event in events}


async def test_the_page_names_every_form(shared: Running) -> None:
    """A reader that is given the page finds each form: in its head, in the Link header, and in its JSON."""
    page = await shared.reader.get("/lists/acme", headers={"Accept": "text/html"})
    plain = (await shared.reader.get("/lists/acme", headers={"Accept": "application/json"})).json()
    for form in FORMS:
        address = f"{BASE}/lists/acme/{form}"
        assert f'<{address}>; rel="alternate"; type="{TYPES[form]}"' in page.headers["Link"]
        assert f'type="{TYPES[form]}" title="Notices of changes: Acme" href="{address}"' in page.text
    assert {f"{BASE}/lists/acme/{form}" for form in FORMS} == {
        plain[name] for name in ("feed", "json_feed", "calendar")
    }


@pytest.mark.parametrize("form", FORMS)
async def test_a_private_list_keeps_its_forms_to_its_readers(shared: Running, form: str) -> None:
    """Every form asks a stranger for the password, and holds no token under the capability address."""
    assert 401 == (await shared.reader.get(f"/lists/closed/{form}")).status_code
    token = (await shared.token()).secret
    answer = await shared.reader.get(f"/s/{token}/{form}")
    assert (200, "private, max-age=60, must-revalidate") == (answer.status_code, answer.headers["Cache-Control"])
    assert token not in answer.text
    assert answer.content == (await shared.reader.get(f"/lists/closed/{form}", auth=("any", token))).content
