"""Hostile or odd text in every field, through the API: a valid feed and an inert page, or a refusal."""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import httpx
from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from service.access import keys, tokens
from service.errors import Invalid
from service.settings import read
from service.store.keys import Grant
from tests import factories
from tests.campaigns import examples
from tests.web.running import Running
from tests.web.test_objections import newest
from tests.web.test_pages import list_page

FORMS = ("feed.atom", "feed.json", "calendar.ics")
STRINGS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "]]>",
    "<![CDATA[ & ]]>",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    "&lt;b&gt; &amp; &#0; &bogus;",
    "a\x00b",
    "a\x0bb",
    "\x1b[31mred",
    "\x7f",
    "\x85\x92",
    "\ud800",
    "\udfff\ud800",
    "\ufffe\uffff",
    "\ufdd0",
    "\U0001ffff",
    "\u202egnp.exe",
    "\u2066isolated\u2069",
    "\u200b\u200d",
    "עברית وعربي",
    "👩‍👩‍👧‍👦 🇳🇴",
    "Zoë\u0308",
    "\u2028\u2029",
    "\ufeffmark",
    "tagged\U000e0001\U000e0041\U000e007f",
    "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT",
    'x;y,z\\n:"quoted"',
    "{{ 7*7 }} {% raw %} ${7*7}",
    "'; DROP TABLE notice; --",
    "x" * 10_000,
    " ",
    "",
)


class Spot(NamedTuple):
    """A field of a document that a customer may come to see."""

    path: str
    field: str


SPOTS = (
    *(Spot("controllers/acme", field) for field in ("name", "legal_name")),
    *(Spot("subprocessors/cloudflare", field) for field in ("name", "legal_name", "place", "stated", "website")),
    *(
        Spot("controllers/acme/subprocessors/cloudflare", field)
        for field in ("purpose", "nature", "services", "data_categories", "data_subjects", "duration")
    ),
)


def document(spot: Spot, text: str) -> factories.Document:
    """A document that has the text in one field."""
    if spot.path.startswith("controllers/acme/"):
        value: Any = [text] if spot.field in ("services", "data_categories", "data_subjects") else text
        return factories.engagement() | {spot.field: value}
    if spot.path.startswith("controllers"):
        return factories.controller() | {spot.field: text}
    if spot.field == "place":
        return factories.subprocessor(locations=[factories.location(place=text)])
    if spot.field == "stated":
        return factories.subprocessor(locations=[{"activity": "hosting", "stated": text}])
    return factories.subprocessor() | {spot.field: text}


def texts(count: int) -> Iterator[str]:
    """Yield the strings above, then strings that are made of pieces of them."""
    yield from STRINGS[:count]
    chance = random.Random(4)  # noqa: S311 — the same each time, not a secret
    pieces = [*STRINGS[:-3], "é", " ", "\t", "&", "<", "a" * 40]
    for _ in range(count - len(STRINGS)):
        yield "".join(chance.choices(pieces, k=chance.randint(1, 4)))


async def put(service: Running, spot: Spot, text: str) -> int:
    """Send a document as a browser or a script might, lone surrogates escaped; returns the status."""
    manner = {"notice": "waived", "reason": "a test"}
    # httpx would refuse to encode a lone surrogate; JSON itself can name one.
    body = factories.as_json(document(spot, text))
    answer = await service.staff.put(f"/v1/{spot.path}", content=body, params=manner)
    assert answer.status_code in (200, 201, 400, 422), (text, answer.text)
    if answer.status_code >= 400:
        assert answer.json()["errors"], answer.text
    return answer.status_code


async def look(service: Running) -> None:
    """Read every form of the list as its readers do."""
    # Whatever of these is sent is given to the parsers of its form (`tests.feed.readers`).
    feed, plain, _ = [await service.reader.get(f"/lists/acme/{form}") for form in FORMS]
    assert feed.text.count("<entry>") == len(plain.json()["items"])
    page = await service.reader.get("/lists/acme", headers={"Accept": "text/html"})
    for markup in (page.text, *(item["content_html"] for item in plain.json()["items"])):
        assert_inert(markup)


def assert_inert(markup: str) -> None:
    """Nothing in it runs, loads or leads anywhere but where a page of ours leads."""
    tree = html.document_fromstring(f"<div>{markup}</div>")
    assert not tree.xpath("//script | //img | //iframe | //form | //svg | //object | //style")
    assert not tree.xpath("//@*[starts-with(name(), 'on')] | //*[not(self::time) and not(self::th)]/@style")
    assert all(link.startswith(("http://testserver", "/static", "#")) for link in tree.xpath("//@href | //@src"))


async def test_no_text_breaks_a_feed_or_wakes_a_page(service: Running) -> None:
    """Whatever is taken is read by every reader without complaint, and whatever is not is refused with its place."""
    statuses = set()
    for number, text in enumerate(texts(examples(len(STRINGS), share=10))):
        # In a run each string comes into some of the fields, in a campaign sooner or later into all.
        for spot in SPOTS[number % 4 :: 4]:
            statuses.add(await put(service, spot, text))
        await look(service)
    assert {200, 422} <= statuses


async def test_no_text_of_an_objection_wakes_its_page(service: Running) -> None:
    """Reason, contact and reply are refused with their place, or stand inert on the objection's page."""
    await service.put("subprocessors/fastly", factories.subprocessor("Fastly"))
    await service.put("controllers/acme/subprocessors/fastly", factories.engagement())
    notice = await newest(service, "acme")
    statuses = set()
    for text in texts(examples(len(STRINGS), share=10)):
        answers = [await file(service, notice, {"reason": "No.", **fields}) for fields in filings(text)]
        statuses |= {answer.status_code for answer in answers}
        for number, taken in enumerate(answer.json()["id"] for answer in answers if answer.status_code == 201):
            # Each is decided at once: of those that wait a notice takes a few only.
            statuses.add(await decide(service, taken, text if number == 0 else "No."))
            page = await service.reader.get(f"/lists/acme/objections/{taken}", headers={"Accept": "text/html"})
            assert_inert(page.text)
    assert {200, 201, 422} <= statuses
    for form in FORMS:
        assert 200 == (await service.reader.get(f"/lists/acme/{form}")).status_code
    assert 200 == (await service.staff.get("/v1/objections?limit=500")).status_code


def filings(text: str) -> Iterator[dict[str, Any]]:
    """A filing with the text in each of its fields, and one without it."""
    yield {}
    yield {"reason": text}
    yield {"contact": text}
    yield from ({"contact": {field: text}} for field in ("name", "position", "email", "address"))


async def file(service: Running, notice: UUID, filing: dict[str, Any]) -> httpx.Response:
    """Object as a stranger; what is refused is refused with its place."""
    path = f"/lists/acme/notices/{notice}/objections"
    answer = await service.reader.post(path, content=factories.as_json(filing))
    assert answer.status_code in (201, 400, 422), (filing, answer.text)
    assert answer.status_code == 201 or answer.json()["errors"], answer.text
    return answer


async def decide(service: Running, objection: str, reply: str) -> int:
    """Reject an objection with a reply, or without it where it is refused; returns the status of the first answer."""
    path = f"/v1/objections/{objection}/decision"
    answer = await service.staff.post(path, content=factories.as_json({"outcome": "rejected", "reply": reply}))
    assert answer.status_code in (200, 400, 422), (reply, answer.text)
    if answer.status_code != 200:
        assert answer.json()["errors"], answer.text
        (await service.staff.post(path, json={"outcome": "rejected"})).raise_for_status()
    return answer.status_code


async def test_no_label_breaks_the_lists_of_secrets(service: Running) -> None:
    """The label of a key or a token is one line that everybody sees, or it is refused and no secret is made."""
    refused = 0
    for text in texts(examples(len(STRINGS), share=10)):
        async with service.pool.acquire() as conn:
            for made in (
                keys.create(conn, Grant(scopes=["check"], label=text, by="a test")),
                tokens.create(conn, "closed", text),
            ):
                try:
                    await made
                except Invalid:
                    refused += 1
    rows = await service.everything()
    labels = {row["label"] for row in await service.pool.fetch("SELECT label FROM api_key")}
    assert {"<script>alert(1)</script>", ""} <= labels
    assert not any(barred in label for label in labels for barred in ("\x1b", "\u202e", "\n"))
    assert refused == 2 * examples(len(STRINGS), share=10) - rows["api_key"] - rows["subscriber_token"] > 0


def test_no_note_wakes_a_page() -> None:
    """The note of the operator is refused at the start, with its setting, or stands inert on the page."""
    taken, names = 0, set[str]()
    for text in texts(examples(len(STRINGS))):
        try:
            note = read({"SUBREG_PAGE_NOTE": text}).page_note
        except Invalid as refusal:
            names |= {place.pointer for place in refusal.errors}
        else:
            taken += 1
            assert_inert(list_page(note=note).replace("https://example.org", "http://testserver"))
    assert {"SUBREG_PAGE_NOTE"} == names
    assert 0 < taken < examples(len(STRINGS))
