"""Objecting over HTTP: by a program and by the form of the page; what staff see of it, and how they decide."""

import asyncio
from typing import Any
from uuid import UUID

import feedparser
import httpx
import pytest
from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from service.store import objections
from tests import factories
from tests.web.running import ACME_CLOUDFLARE, BASE, Running, bearer, in_days
from tests.web.test_lists import BROWSER, JSON, password

REASON: dict[str, Any] = {
    "reason": "Not in that country.",
    "contact": {"name": "Olga Objector", "email": "olga@person.example"},
}
FORM = {"Content-Type": "application/x-www-form-urlencoded", **BROWSER}


async def announce(service: Running, controller: str = "closed") -> UUID:
    """Announce Fastly to a list; returns the id of the notice."""
    await service.put("subprocessors/fastly", factories.subprocessor("Fastly"))
    await service.put(f"controllers/{controller}/subprocessors/fastly", factories.engagement())
    return await newest(service, controller)


async def newest(service: Running, controller: str) -> UUID:
    """The id of the newest notice of a list."""
    query = "SELECT id FROM notice WHERE controller = $1 ORDER BY number DESC LIMIT 1"
    found: UUID = await service.pool.fetchval(query, controller)
    return found


async def titles(service: Running, controller: str) -> list[str]:
    """The titles of a list's notices, newest first."""
    rows = await service.pool.fetch("SELECT title FROM notice WHERE controller = $1 ORDER BY number DESC", controller)
    return [row["title"] for row in rows]


async def decide(service: Running, objection: str, **decision: Any) -> httpx.Response:  # noqa: ANN401 — JSON
    """Decide an objection with all scopes."""
    return await service.staff.post(f"/v1/objections/{objection}/decision", json=decision)


@pytest.fixture
async def notice(service: Running) -> UUID:
    """A notice to the private list that Fastly is added in 30 days."""
    return await announce(service)


async def test_a_subscriber_objects_under_the_capability_address(service: Running, notice: UUID) -> None:
    """It is acknowledged with a reference and an address, and holds at once; the address says how it stands."""
    secret = (await service.token()).secret
    answer = await service.reader.post(f"/s/{secret}/notices/{notice}/objections", json=REASON)
    assert (201, "no-store") == (answer.status_code, answer.headers["Cache-Control"])
    body = answer.json()
    assert ("open", str(notice), str(in_days(30))) == (body["status"], body["notice"], body["effective_on"])
    assert body["id"].startswith(body["reference"])
    assert f"{BASE}/s/{secret}/objections/{body['id']}" == body["address"] == answer.headers["Location"]
    planned = (await service.get("controllers/closed/subprocessors"))["planned"]
    assert [] == planned
    again = await service.reader.get(body["address"].removeprefix(BASE), headers=JSON)
    assert (200, body) == (again.status_code, again.json())


async def test_a_subscriber_objects_with_the_password(service: Running, notice: UUID) -> None:
    """HTTP Basic opens the same address under the name of the list."""
    credential = password((await service.token()).secret)
    answer = await service.reader.post(f"/lists/closed/notices/{notice}/objections", json=REASON, headers=credential)
    assert (201, "open") == (answer.status_code, answer.json()["status"])


async def test_on_a_public_list_a_stranger_is_unverified(service: Running) -> None:
    """Without a token nothing is held; with one it is."""
    notice = await announce(service, "acme")
    path = f"/lists/acme/notices/{notice}/objections"
    stranger = await service.reader.post(path, json=REASON)
    assert (201, "unverified") == (stranger.status_code, stranger.json()["status"])
    planned = (await service.get("controllers/acme/subprocessors"))["planned"]
    assert ["fastly"] == [one["subprocessor"] for one in planned]
    known = await service.reader.post(path, json=REASON, headers=password((await service.token("acme")).secret))
    assert (201, "open") == (known.status_code, known.json()["status"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/lists/closed/notices/{notice}/objections", 401),
        ("/lists/nothing/notices/{notice}/objections", 401),
        ("/s/srt_wrong/notices/{notice}/objections", 404),
        ("/s/{secret}/notices/00000000-0000-0000-0000-000000000000/objections", 404),
        ("/s/{secret}/notices/nonsense/objections", 404),
        ("/s/{secret}/notices/{public}/objections", 404),
    ],
)
async def test_who_does_not_belong_is_not_heard(service: Running, notice: UUID, path: str, status: int) -> None:
    """No credential, a wrong one, another list's notice: refused, and nothing is stored."""
    public, secret = await announce(service, "acme"), (await service.token()).secret
    before = await service.everything()
    answer = await service.reader.post(path.format(notice=notice, public=public, secret=secret), json=REASON)
    assert (status, before) == (answer.status_code, await service.everything())


async def test_a_wrong_password_on_a_public_list_is_refused(service: Running) -> None:
    """It is not taken for a stranger's: who sends a credential wants it to count."""
    path = f"/lists/acme/notices/{await announce(service, 'acme')}/objections"
    assert 401 == (await service.reader.post(path, json=REASON, headers=password("srt_wrong"))).status_code


@pytest.mark.parametrize("blank", ["", " "])
async def test_an_empty_credential_is_none(service: Running, notice: UUID, blank: str) -> None:
    """On a public list it says no more than a request without the field, to read and to object; elsewhere it is 401."""
    headers = {"Authorization": blank}
    path = f"/lists/acme/notices/{await announce(service, 'acme')}/objections"
    assert 200 == (await service.reader.get("/lists/acme", headers=headers)).status_code
    answer = await service.reader.post(path, json=REASON, headers=headers)
    assert (201, "unverified") == (answer.status_code, answer.json()["status"])
    for path in ("/lists/closed", "/lists/closed/feed.atom"):
        assert 401 == (await service.reader.get(path, headers=headers)).status_code
    path = f"/lists/closed/notices/{notice}/objections"
    assert 401 == (await service.reader.post(path, json=REASON, headers=headers)).status_code


async def test_a_revoked_token_objects_no_more(service: Running, notice: UUID) -> None:
    """Its address is closed for this too."""
    minted = await service.token()
    await service.pool.execute("UPDATE subscriber_token SET revoked_at = now() WHERE id = $1", minted.id)
    answer = await service.reader.post(f"/s/{minted.secret}/notices/{notice}/objections", json=REASON)
    assert 410 == answer.status_code


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"reason": ""}, "/reason"),
        ({"reason": " "}, "/reason"),
        ({"reason": "x" * 4001}, "/reason"),
        ({"reason": "a\u202eb"}, "/reason"),
        ({"reason": "why", "contact": {"email": "no address"}}, "/contact/email"),
        ({"reason": "why", "contact": 7}, "/contact"),
        ({"reason": "why", "more": 1}, "/more"),
    ],
)
async def test_a_bad_objection_is_refused(service: Running, notice: UUID, body: object, pointer: str) -> None:
    """The place is named, and nothing is stored."""
    secret, before = (await service.token()).secret, await service.everything()
    answer = await service.reader.post(f"/s/{secret}/notices/{notice}/objections", json=body)
    assert (422, [pointer]) == (answer.status_code, [error["pointer"] for error in answer.json()["errors"]])
    assert {**before, "subscriber_token": before["subscriber_token"]} == await service.everything()


async def test_the_form_of_the_page_objects(service: Running, notice: UUID) -> None:
    """A browser finds the form under the notice, sends it, and is led to a page that says how the objection stands."""
    secret = (await service.token()).secret
    page = html.document_fromstring((await service.reader.get(f"/s/{secret}", headers=BROWSER)).text)
    (form,) = page.iter("form")
    assert ("post", f"{BASE}/s/{secret}/notices/{notice}/objections") == (form.get("method"), form.get("action"))
    assert ["reason", "contact"] == [field.get("name") for field in form.iter("textarea", "input")]
    path = form.get("action").removeprefix(BASE)
    sent = await service.reader.post(path, content="reason=Line+one%0D%0Aline+two%20%C3%A9&contact=", headers=FORM)
    assert 303 == sent.status_code
    shown = await service.reader.get(sent.headers["Location"].removeprefix(BASE), headers=BROWSER)
    assert (200, "no-referrer") == (shown.status_code, shown.headers["Referrer-Policy"])
    assert "is open" in shown.text
    (item,) = (await service.get("objections"))["items"]
    assert ("Line one\nline two é", None) == (item["reason"], item["contact"])


async def test_the_page_says_that_a_change_waits(service: Running, notice: UUID) -> None:
    """While an objection is open the page has a note in place of the form, and the JSON names the notice."""
    secret = (await service.token()).secret
    await service.reader.post(f"/s/{secret}/notices/{notice}/objections", json=REASON)
    page = await service.reader.get(f"/s/{secret}", headers=BROWSER)
    assert "An objection to this notice is open" in page.text
    assert [] == list(html.document_fromstring(page.text).iter("form"))
    body = (await service.reader.get(f"/s/{secret}", headers=JSON)).json()
    assert [str(notice)] == [one["notice"] for one in body["objected"]]


@pytest.mark.usefixtures("notice")
async def test_the_page_of_another_day_takes_no_objection(service: Running) -> None:
    """A list of the past or of the future is there to be read."""
    secret = (await service.token()).secret
    page = await service.reader.get(f"/s/{secret}", params={"on": str(in_days(3))}, headers=BROWSER)
    assert [] == list(html.document_fromstring(page.text).iter("form"))


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_page_of_another_site_cannot_object(service: Running, notice: UUID, site: str) -> None:
    """A browser would send the reader's password along with it."""
    path, headers = f"/lists/closed/notices/{notice}/objections", password((await service.token()).secret)
    answer = await service.reader.post(
        path, content="reason=x", headers={**FORM, **headers, "Sec-Fetch-Site": site, "Accept": "application/json"}
    )
    assert (400, 0) == (answer.status_code, (await service.everything())["objection"])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"reason=%FF", "application/x-www-form-urlencoded"),
        (b"reason=x&" * 11, "application/x-www-form-urlencoded"),
        (b"\xff", "application/x-www-form-urlencoded"),
        (b"reason", "text/plain"),
        (b"{", "application/json"),
    ],
)
async def test_what_cannot_be_read_is_refused(service: Running, notice: UUID, content: bytes, kind: str) -> None:
    """Bytes that are no UTF-8, too many fields, another media type."""
    secret = (await service.token()).secret
    path = f"/s/{secret}/notices/{notice}/objections"
    answer = await service.reader.post(path, content=content, headers={"Content-Type": kind})
    assert (400, 0) == (answer.status_code, (await service.everything())["objection"])


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        ("reason=one&reason=two", "/reason"),
        ("reason=one&contact=&reason=", "/reason"),
        ("reason=one&contact=a&contact=a", "/contact"),
        ("a~%2Fb=1&a~%2Fb=2", "/a~0~1b"),
    ],
)
async def test_a_field_that_is_given_twice_is_refused(
    service: Running, notice: UUID, content: str, pointer: str
) -> None:
    """Nobody knows which of the two is meant; the field is named, and nothing is stored."""
    path = f"/s/{(await service.token()).secret}/notices/{notice}/objections"
    headers = {"Content-Type": FORM["Content-Type"]}
    answer = await service.reader.post(path, content=content, headers=headers)
    assert (400, [pointer]) == (answer.status_code, [error["pointer"] for error in answer.json()["errors"]])
    assert "give it once" in answer.json()["detail"]
    assert 0 == (await service.everything())["objection"]


async def test_fields_that_are_left_empty_are_not_there(service: Running, notice: UUID) -> None:
    """A browser sends every field of a form; an empty reason is missing, an empty contact is none."""
    path = f"/s/{(await service.token()).secret}/notices/{notice}/objections"
    headers = {"Content-Type": FORM["Content-Type"]}
    statuses = [
        (await service.reader.post(path, content=content, headers=headers)).status_code
        for content in ("reason=&contact=a", "reason=one&contact=")
    ]
    assert [422, 303] == statuses


async def test_the_same_objection_sent_again_is_told_as_the_first(service: Running, notice: UUID) -> None:
    """Who got no answer sends it again, at once or later: it is one objection, with one reference."""
    path = f"/s/{(await service.token()).secret}/notices/{notice}/objections"
    answers = await asyncio.gather(*(service.reader.post(path, json=REASON) for _ in range(3)))
    answers.append(await service.reader.post(path, json=REASON))
    assert {201} == {answer.status_code for answer in answers}
    assert 1 == len({answer.text for answer in answers})
    assert 1 == (await service.everything())["objection"]


@pytest.mark.parametrize("other", [{"reason": "Nor in another."}, {"contact": "dpo@person.example"}, {"contact": None}])
async def test_other_words_are_another_objection(service: Running, notice: UUID, other: dict[str, Any]) -> None:
    """Another reason or contact is not taken for the first one: one is open already, and nothing is stored."""
    path = f"/s/{(await service.token()).secret}/notices/{notice}/objections"
    await service.reader.post(path, json=REASON)
    answer = await service.reader.post(path, json=REASON | other)
    assert (409, 1) == (answer.status_code, (await service.everything())["objection"])


async def test_the_same_words_of_another_are_another_objection(service: Running, notice: UUID) -> None:
    """Another credential of the list is told that one is open, and a stranger's is one more to be confirmed."""
    for _ in range(2):
        path = f"/s/{(await service.token()).secret}/notices/{notice}/objections"
        answer = await service.reader.post(path, json=REASON)
    assert 409 == answer.status_code
    public = f"/lists/acme/notices/{await announce(service, 'acme')}/objections"
    filed = [(await service.reader.post(public, json=REASON)).json()["id"] for _ in range(2)]
    assert 2 == len(set(filed))


async def test_two_at_once_are_one_objection(service: Running, notice: UUID) -> None:
    """Whoever comes second is told that one is open."""
    secret = (await service.token()).secret
    path = f"/s/{secret}/notices/{notice}/objections"
    bodies = [REASON | {"reason": f"Reason {number}"} for number in range(4)]
    answers = await asyncio.gather(*(service.reader.post(path, json=body) for body in bodies))
    assert [201, 409, 409, 409] == sorted(answer.status_code for answer in answers)
    assert 1 == (await service.everything())["objection"]


async def test_staff_see_what_waits(service: Running, notice: UUID) -> None:
    """With the reason and the contact, newest first or by deadline, narrowed by status and list."""
    secret = (await service.token()).secret
    path, document = "controllers/closed/subprocessors/cloudflare", factories.engagement("Ads")
    await service.put(path, document, effective_on=str(in_days(90)))
    later = await newest(service, "closed")
    for one in (notice, later):
        await service.reader.post(f"/s/{secret}/notices/{one}/objections", json=REASON)
    items = (await service.get("objections"))["items"]
    assert [str(later), str(notice)] == [item["notice"] for item in items]
    assert {"name": "Olga Objector", "email": "olga@person.example", "position": None, "address": None} == items[0][
        "contact"
    ]
    assert ("open", "closed", "Not in that country.") == (
        items[0]["status"],
        items[0]["controller"],
        items[0]["reason"],
    )
    by_deadline = (await service.get("objections", sort="deadline", status="open"))["items"]
    assert [str(notice), str(later)] == [item["notice"] for item in by_deadline]
    assert [] == (await service.get("objections", status="rejected"))["items"]
    assert [] == (await service.get("objections", controller="acme"))["items"]
    for sort in ("newest", "deadline"):
        first = await service.get("objections", sort=sort, limit=1)
        second = await service.get("objections", sort=sort, limit=1, cursor=first["next"])
        assert {str(notice), str(later)} == {first["items"][0]["notice"], second["items"][0]["notice"]}
        assert second["next"] is None


async def test_what_waits_stands_above_what_is_decided(service: Running) -> None:
    """The deadline is the day on which the change would take effect, confirmed or not; what is decided has none."""
    public, waits = f"/lists/acme/notices/{await announce(service, 'acme')}/objections", {}
    for days, outcome in ((40, "rejected"), (50, None), (45, None)):
        document = factories.engagement(f"Purpose {days}", data_categories=[f"data {days}"])
        await service.put(ACME_CLOUDFLARE.removeprefix("/v1/"), document, effective_on=str(in_days(days)))
        path = f"/lists/acme/notices/{await newest(service, 'acme')}/objections"
        filed = (await service.reader.post(path, json=REASON)).json()
        waits[days] = filed["id"]
        if outcome is not None:
            (await decide(service, filed["id"], outcome=outcome)).raise_for_status()
    first = (await service.reader.post(public, json=REASON)).json()["id"]
    (await decide(service, first, outcome="confirmed")).raise_for_status()
    items = (await service.get("objections", sort="deadline"))["items"]
    assert [
        (first, "open", str(in_days(30))),
        (waits[45], "unverified", str(in_days(45))),
        (waits[50], "unverified", str(in_days(50))),
        (waits[40], "rejected", None),
    ] == [(item["id"], item["status"], item["deadline"]) for item in items]
    assert str(in_days(40)) == items[-1]["effective_on"]


async def announced(service: Running, controller: str, days: int) -> str:
    """Announce another purpose for a day to come and object to it without a credential; returns the objection's id."""
    document = factories.engagement(f"Purpose {days}", data_categories=[f"data {days}"])
    await service.put(f"controllers/{controller}/subprocessors/cloudflare", document, effective_on=str(in_days(days)))
    path = f"/lists/{controller}/notices/{await newest(service, controller)}/objections"
    return str((await service.reader.post(path, json=REASON)).json()["id"])


async def test_the_deadline_is_that_of_what_waits(service: Running) -> None:
    """A fact of today and a decision in 30 days are one notice: what runs out is the decision, confirmed or not."""
    document = factories.subprocessor(locations=[factories.location("FR")]) | {"name": "Nimbus"}
    await service.put("subprocessors/cloudflare", document)
    path = f"/lists/acme/notices/{await newest(service, 'acme')}/objections"
    filed = (await service.reader.post(path, json=REASON)).json()
    (item,) = (await service.get("objections"))["items"]
    assert (str(in_days(0)), str(in_days(30))) == (item["effective_on"], item["deadline"])
    confirmed = (await decide(service, filed["id"], outcome="confirmed")).json()
    assert ("open", str(in_days(30))) == (confirmed["status"], confirmed["deadline"])


async def test_who_decides_page_by_page_misses_none(service: Running) -> None:
    """What is decided moves behind what waits, and the next page begins where the last one ended all the same."""
    filed = [await announced(service, "acme", days) for days in (40, 50, 60)]
    seen: list[str] = []
    following: dict[str, str] = {}
    for _ in filed:
        page = await service.get("objections", sort="deadline", limit=1, **following)
        seen.append(page["items"][0]["id"])
        (await decide(service, seen[-1], outcome="rejected")).raise_for_status()
        following = {"cursor": page["next"]}
    assert filed == seen


async def test_the_last_page_by_deadline_says_so(service: Running) -> None:
    """What waits, then what was decided, each once; a place that is none of ours is refused."""
    filed = [await announced(service, "acme", days) for days in (40, 50, 60, 70)]
    for one in filed[:2]:
        (await decide(service, one, outcome="rejected")).raise_for_status()
    seen: list[str] = []
    following: dict[str, str] = {}
    while following.get("cursor", "") is not None:
        page = await service.get("objections", sort="deadline", limit=1, **following)
        seen += [item["id"] for item in page["items"]]
        following = {"cursor": page["next"]}
    assert [filed[2], filed[3], filed[1], filed[0]] == seen
    naive = "W3RydWUsbnVsbCwiMjAyNi0wMS0wMVQwMDowMDowMCIsIjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMCJd"
    for cursor in ("nonsense", naive):
        answer = await service.staff.get("/v1/objections", params={"sort": "deadline", "cursor": cursor})
        assert 400 == answer.status_code


@pytest.mark.parametrize("status", [None, "unverified", "rejected"])
@pytest.mark.parametrize("limit", [1, 3, 500])
async def test_pages_by_deadline_are_the_whole_in_order(service: Running, limit: int, status: str | None) -> None:
    """Several of one deadline come as they were filed, those that were decided the newest first, each of them once."""
    for days in (60, 40):
        await announced(service, "acme", days)
        path = f"/lists/acme/notices/{await newest(service, 'acme')}/objections"
        for _ in range(3):
            filed = (await service.reader.post(path, json=REASON)).json()["id"]
        (await decide(service, filed, outcome="rejected")).raise_for_status()
    narrowed = {} if status is None else {"status": status}
    items = (await service.get("objections", **narrowed))["items"][::-1]
    waiting = sorted((one for one in items if one["deadline"]), key=lambda one: str(one["deadline"]))
    decided = [one for one in items[::-1] if not one["deadline"]]
    assert ({None: 8, "unverified": 6, "rejected": 2}[status]) == len(waiting + decided)
    seen: list[str] = []
    following: dict[str, str] = {}
    while following.get("cursor", "") is not None:
        page = await service.get("objections", sort="deadline", limit=limit, **following, **narrowed)
        seen += [item["id"] for item in page["items"]]
        following = {"cursor": page["next"]}
    assert [one["id"] for one in (*waiting, *decided)] == seen


async def test_a_page_by_deadline_reads_what_it_shows(service: Running) -> None:
    """However many objections there are, so many of them leave the database as the page has, and one more."""
    for days in (40, 50, 60):
        await announced(service, "acme", days)
    async with service.pool.acquire() as conn:
        rows = await objections.by_deadline(conn, status=None, among=None, after=None, limit=2)
    assert [in_days(40), in_days(50)] == [row.deadline for row in rows]


async def test_a_key_of_some_lists_pages_through_theirs_by_deadline(service: Running) -> None:
    """Objections of other lists neither stand between its own nor move them."""
    await service.staff.put("/v1/controllers/other", json=factories.controller("Other", visibility="public"))
    await service.put("controllers/other/subprocessors/cloudflare", factories.engagement(), notice="baseline")
    filed = {(name, days): await announced(service, name, days) for days in (40, 50) for name in ("other", "acme")}
    headers = bearer((await service.key("register:read", controllers=["acme"])).secret)
    first = (await service.reader.get("/v1/objections?sort=deadline&limit=1", headers=headers)).json()
    path = f"/v1/objections?sort=deadline&limit=1&cursor={first['next']}"
    second = (await service.reader.get(path, headers=headers)).json()
    assert [filed["acme", 40], filed["acme", 50]] == [page["items"][0]["id"] for page in (first, second)]
    assert second["next"] is None


async def test_staff_decide_and_the_customer_reads_the_reply(service: Running, notice: UUID) -> None:
    """The reply stands on the page of the objection alone; the feed says how it ended."""
    secret = (await service.token()).secret
    filed = (await service.reader.post(f"/s/{secret}/notices/{notice}/objections", json=REASON)).json()
    decided = await decide(service, filed["id"], outcome="not_engaged", reply="We keep it <out>.")
    assert (200, "not_engaged", "bootstrap") == (
        decided.status_code,
        decided.json()["status"],
        decided.json()["decided_by"],
    )
    shown = await service.reader.get(f"/s/{secret}/objections/{filed['id']}", headers=BROWSER)
    assert "We keep it &lt;out&gt;." in shown.text
    feed = await service.reader.get(f"/s/{secret}/feed.atom")
    entries = feedparser.parse(feed.text).entries
    assert entries[0].title.startswith("Objection upheld: The addition of Fastly announced for ")
    assert "We keep it" not in feed.text
    assert 409 == (await decide(service, filed["id"], outcome="rejected")).status_code


async def test_no_word_of_the_objector_leaves_its_tables(service: Running, notice: UUID) -> None:
    """Reason, contact and reply stand in two tables: no notice, log, page of the list or feed has them."""
    secret = (await service.token()).secret
    filed = (await service.reader.post(f"/s/{secret}/notices/{notice}/objections", json=REASON)).json()
    await decide(service, filed["id"], outcome="rejected", reply="Rhubarb.")
    for table in ("change", "notice", "version", "feed", "objection_hold", "notice_change"):
        rows = await service.pool.fetch(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608 — names of our own tables
        text = "\n".join(row[0] for row in rows)
        assert not any(word in text for word in ("Olga", "olga@", "that country", "Rhubarb"))
    surface = (await service.reader.get(f"/s/{secret}", headers=BROWSER)).text
    surface += (await service.reader.get(f"/s/{secret}/feed.atom")).text
    surface += (await service.reader.get(f"/s/{secret}/objections/{filed['id']}", headers=BROWSER)).text
    assert not any(word in surface for word in ("Olga", "olga@", "that country"))


async def test_deciding_takes_its_scope(service: Running, notice: UUID) -> None:
    """Who may write the register may not decide for that reason."""
    secret = (await service.token()).secret
    filed = (await service.reader.post(f"/s/{secret}/notices/{notice}/objections", json=REASON)).json()
    key = await service.key("register:read", "register:write")
    path = f"/v1/objections/{filed['id']}/decision"
    answer = await service.reader.post(path, json={"outcome": "rejected"}, headers=bearer(key.secret))
    assert 403 == answer.status_code


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        ({"outcome": "maybe"}, 422),
        ({}, 422),
        ({"outcome": "rejected", "effective_on": "2026-13-01"}, 422),
        ({"outcome": "rejected", "effective_on": "2126-12-01"}, 422),
        ({"outcome": "terminated", "effective_on": "2020-12-01"}, 422),
        ({"outcome": "confirmed"}, 409),
    ],
)
async def test_a_decision_that_does_not_fit_is_refused(
    service: Running, notice: UUID, decision: dict[str, str], status: int
) -> None:
    """An unknown outcome, a day that is none, past or of another outcome; nothing is stored."""
    secret = (await service.token()).secret
    filed = (await service.reader.post(f"/s/{secret}/notices/{notice}/objections", json=REASON)).json()
    before = await service.everything()
    answer = await decide(service, filed["id"], **decision)
    assert (status, before) == (answer.status_code, await service.everything())


async def test_two_decisions_at_once_are_one(service: Running, notice: UUID) -> None:
    """Whoever comes second is told how it was decided."""
    secret = (await service.token()).secret
    filed = (await service.reader.post(f"/s/{secret}/notices/{notice}/objections", json=REASON)).json()
    outcomes = ("rejected", "not_engaged", "terminated", "rejected")
    answers = await asyncio.gather(*(decide(service, filed["id"], outcome=outcome) for outcome in outcomes))
    assert [200, 409, 409, 409] == sorted(answer.status_code for answer in answers)


async def test_the_check_says_that_an_objection_is_open(service: Running) -> None:
    """R46 stands on the entry whose change is held, and goes with the decision."""
    document = factories.subprocessor(locations=[factories.location("FR")])
    await service.put("subprocessors/cloudflare", document)
    secret = (await service.token()).secret
    path = f"/s/{secret}/notices/{await newest(service, 'closed')}/objections"
    filed = (await service.reader.post(path, json=REASON)).json()

    async def rules() -> set[str]:
        return {one["rule"] for one in (await service.get("controllers/closed/findings"))["items"]}

    assert "R46" in await rules()
    everywhere = (await service.get("findings", rule="R46"))["items"]
    assert ["closed"] == [one["controller"] for one in everywhere]
    await decide(service, filed["id"], outcome="rejected")
    assert "R46" not in await rules()


async def test_a_withdrawal_for_all_settles_an_objection(service: Running) -> None:
    """The check, staff, the objector's page and the feed all say that nothing waits any more, and why."""
    moved = await service.put("subprocessors/cloudflare", factories.subprocessor(locations=[factories.location("FR")]))
    secret = (await service.token()).secret
    path = f"/s/{secret}/notices/{await newest(service, 'closed')}/objections"
    filed = (await service.reader.post(path, json=REASON)).json()
    withdrawal = f"/v1/changes/{moved.headers['Subreg-Change']}/withdrawal"
    assert (await service.staff.post(withdrawal, json={"reason": "Not needed."})).is_success
    assert [] == (await service.get("findings", rule="R46"))["items"]
    assert [] == (await service.get("objections", status="open"))["items"]
    (item,) = (await service.get("objections", status="withdrawn"))["items"]
    assert (filed["id"], "bootstrap", None) == (item["id"], item["decided_by"], item["deadline"])
    address = f"/s/{secret}/objections/{filed['id']}"
    assert "withdrawn" == (await service.reader.get(address, headers=JSON)).json()["status"]
    page = (await service.reader.get(address, headers=BROWSER)).text
    assert "What it was about was withdrawn and does not take effect." in page
    assert (await titles(service, "closed"))[0].startswith("Objection settled: ")
    assert 409 == (await decide(service, filed["id"], outcome="rejected")).status_code


async def test_all_lists_answer_as_one_by_one_while_a_change_is_held(service: Running) -> None:
    """On the day of a held move the list that objected is checked with the old place, the other with the new one."""
    await service.put("subprocessors/cloudflare", factories.subprocessor(locations=[factories.location("IN")]))
    secret = (await service.token()).secret
    path = f"/s/{secret}/notices/{await newest(service, 'closed')}/objections"
    assert 201 == (await service.reader.post(path, json=REASON)).status_code
    day = str(in_days(30))
    everywhere = (await service.get("findings", on=day, rule="R23"))["items"]
    assert {"acme"} == {one["controller"] for one in everywhere}
    for name in ("acme", "closed"):
        own = (await service.get(f"controllers/{name}/findings", on=day))["items"]
        assert {"acme": True, "closed": False}[name] == any(one["rule"] == "R23" for one in own)
