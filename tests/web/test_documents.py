"""PUT and GET of the four documents."""

import pytest

from service.documents import etag
from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running, in_days

DOCUMENTS = [
    pytest.param("/v1/processor", factories.processor(), {"legal_name": "Other AS"}, id="processor"),
    pytest.param("/v1/controllers/new", factories.controller(), {"language": "nb"}, id="controller"),
    pytest.param("/v1/subprocessors/new", factories.subprocessor(), {"name": "Other"}, id="subprocessor"),
    pytest.param(
        "/v1/controllers/acme/subprocessors/fastly", factories.engagement(), {"duration": "a year"}, id="engagement"
    ),
]


@pytest.fixture
async def register(empty: Running) -> Running:
    """A register with a list and a sub-processor that nobody engages."""
    await empty.put("controllers/acme", factories.controller(notice_period_days=0))
    await empty.put("subprocessors/fastly", factories.subprocessor("Fastly"))
    return empty


@pytest.mark.parametrize(("path", "document", "news"), DOCUMENTS)
async def test_put_makes_then_changes_then_rests(
    register: Running, path: str, document: factories.Document, news: factories.Document
) -> None:
    """PUT answers 201 where nothing was, 200 for a change, and 200 without a change where all stands so already."""
    made = await register.staff.put(path, json=document)
    changed = await register.staff.put(path, json=document | news)
    before = await register.everything()
    again = await register.staff.put(path, json=document | news)
    assert [201, 200, 200] == [made.status_code, changed.status_code, again.status_code]
    assert [True, True, False] == ["Subreg-Change" in answer.headers for answer in (made, changed, again)]
    assert made.headers["ETag"] != changed.headers["ETag"] == again.headers["ETag"]
    assert changed.content == again.content
    assert before == await register.everything()


@pytest.mark.parametrize(("path", "document", "news"), DOCUMENTS)
async def test_put_answers_what_get_answers(
    register: Running, path: str, document: factories.Document, news: factories.Document
) -> None:
    """The answer to PUT is the document with every field and its entity tag, as GET gives them."""
    put = await register.staff.put(path, json=document | news)
    got = await register.staff.get(path)
    assert 200 == got.status_code
    assert put.json() == got.json()
    assert news.items() <= put.json().items()
    assert put.headers["ETag"] == got.headers["ETag"] == etag(got.json())
    assert "no-store" == got.headers["Cache-Control"]


@pytest.mark.parametrize(("path", "document", "news"), DOCUMENTS)
async def test_put_replaces_the_whole_document(
    register: Running, path: str, document: factories.Document, news: factories.Document
) -> None:
    """A field that a PUT leaves out is no longer recorded; nothing of the old document is kept."""
    await register.staff.put(path, json=document | news)
    answer = await register.staff.put(path, json=document)
    (field,) = news
    assert answer.json()[field] == document.get(field, {"language": "en"}.get(field))


@pytest.mark.parametrize(("path", "document", "news"), DOCUMENTS)
async def test_if_match_lets_the_first_writer_win(
    register: Running, path: str, document: factories.Document, news: factories.Document
) -> None:
    """Of two writers who read the same document, the second is refused with 412 and stores nothing."""
    tag = (await register.staff.put(path, json=document)).headers["ETag"]
    first = await register.staff.put(path, json=document | news, headers={"If-Match": f'"other", {tag}'})
    before = await register.everything()
    second = await register.staff.put(path, json=document, headers={"If-Match": tag})
    assert (200, 412) == (first.status_code, second.status_code)
    assert "urn:subreg:problem:precondition-failed" == second.json()["type"]
    assert before == await register.everything()


@pytest.mark.parametrize("path", ["/v1/controllers/absent", "/v1/controllers/acme/subprocessors/fastly"])
async def test_if_match_asks_for_a_document(register: Running, path: str) -> None:
    """If-Match on a document that is not there is refused, whatever it names."""
    for tag in ("*", '"tag"', "no tag at all"):
        answer = await register.staff.put(
            path, json={"name": "x"} if "absent" in path else {}, headers={"If-Match": tag}
        )
        assert 412 == answer.status_code, tag


async def test_if_match_takes_strong_tags_alone(register: Running) -> None:
    """A weak tag is not enough to write (RFC 9110 section 13.1.1); * takes whatever is there."""
    path, document = "/v1/controllers/acme", factories.controller(notice_period_days=5)
    tag = (await register.staff.get(path)).headers["ETag"]
    assert 412 == (await register.staff.put(path, json=document, headers={"If-Match": f"W/{tag}"})).status_code
    assert 200 == (await register.staff.put(path, json=document, headers={"If-Match": "*"})).status_code


async def test_if_none_match_makes_and_never_changes(register: Running) -> None:
    """If-None-Match: * makes a document that is not there, and refuses to touch one that is, even with the same."""
    headers = {"If-None-Match": "*"}
    answers = [
        (await register.staff.put("/v1/controllers/new", json=document, headers=headers)).status_code
        for document in (factories.controller(), factories.controller(), factories.controller("Other"))
    ]
    assert [201, 412, 412] == answers


async def test_preconditions_meet_the_document_of_the_effective_day(service: Running) -> None:
    """If-Match compares with what holds on the day of the write, not with what holds today."""
    day = str(in_days(40))
    await service.put("controllers/acme/subprocessors/cloudflare", factories.engagement("Plan"), effective_on=day)
    today_tag = (await service.staff.get(ACME_CLOUDFLARE)).headers["ETag"]
    that_day = (await service.staff.get(ACME_CLOUDFLARE, params={"on": day})).headers["ETag"]
    for tag, status in ((today_tag, 412), (that_day, 200)):
        answer = await service.staff.put(
            ACME_CLOUDFLARE,
            json=factories.engagement("Another plan"),
            params={"effective_on": day},
            headers={"If-Match": tag},
        )
        assert status == answer.status_code


async def test_delete_honours_if_match(service: Running) -> None:
    """An end is refused with 412 where the engagement is not the one that was read."""
    tag = (await service.staff.get(ACME_CLOUDFLARE)).headers["ETag"]
    stale = await service.staff.delete(ACME_CLOUDFLARE, headers={"If-Match": '"stale"'})
    assert 412 == stale.status_code
    assert 200 == (await service.staff.get(ACME_CLOUDFLARE)).status_code
    assert 200 == (await service.staff.delete(ACME_CLOUDFLARE, headers={"If-Match": tag})).status_code


async def test_country_aliases_are_stored_as_codes(register: Running) -> None:
    """UK and EL are taken for GB and GR, and PUT with either is the same document."""
    document = factories.subprocessor("Greek", country="EL", locations=[factories.location("UK")])
    made = await register.put("subprocessors/greek", document)
    assert ("GR", "GB") == (made.json()["country"], made.json()["locations"][0]["country"])
    same = factories.subprocessor("Greek", country="GR", locations=[factories.location("GB")])
    assert "Subreg-Change" not in (await register.put("subprocessors/greek", same)).headers


async def test_text_of_every_script_comes_back(register: Running) -> None:
    """Names are kept as they were sent, in any script, in composed and decomposed form."""
    for name in ("Ærø – «Ting» & Søn", "株式会社", "e\u0301 and \u00e9", "\U0001f98a", "x" * 300):
        await register.put("controllers/acme", factories.controller(name, notice_period_days=0))
        assert name == (await register.get("controllers/acme"))["name"]


async def test_what_nobody_recorded_is_not_found(empty: Running) -> None:
    """A document that is not there is 404 with a sentence that names it."""
    for path in ("processor", "controllers/nobody", "subprocessors/nobody", "controllers/nobody/subprocessors/none"):
        answer = await empty.staff.get(f"/v1/{path}")
        assert (404, "urn:subreg:problem:not-found") == (answer.status_code, answer.json()["type"])
    assert "nobody/none" in answer.json()["detail"]


async def test_catalogue_can_be_narrowed(service: Running) -> None:
    """The catalogue answers by country of a place, by tool, by who engages, and by a part of the name."""
    fastly = factories.subprocessor(
        "Fastly", locations=[factories.location("US")], safeguards=[factories.clauses("US")]
    )
    await service.put("subprocessors/fastly", fastly)
    questions: list[tuple[dict[str, str], list[str]]] = [
        ({}, ["cloudflare", "fastly"]),
        ({"country": "US"}, ["fastly"]),
        ({"mechanism": "scc"}, ["fastly"]),
        ({"engaged_by": "closed"}, ["cloudflare"]),
        ({"q": "ASTLY lt"}, ["fastly"]),
        ({"q": "%"}, []),
        ({"country": "IE", "mechanism": "scc"}, []),
        ({"engaged_by": "nobody"}, []),
    ]
    for parameters, expected in questions:
        found = await service.get("subprocessors", **parameters)
        assert expected == [item["subprocessor"] for item in found["items"]], parameters


async def test_catalogue_refuses_a_country_that_is_none(shared: Running) -> None:
    """A filter that can match nothing is an error and not an empty answer."""
    for code in ("XX", "us", "USA", ""):
        assert 422 == (await shared.staff.get("/v1/subprocessors", params={"country": code})).status_code
    for name in ("mechanism", "engaged_by"):
        answer = await shared.staff.get("/v1/subprocessors", params={name: "no such thing"})
        assert f"?{name}" == answer.json()["errors"][0]["pointer"]


async def test_catalogue_takes_country_aliases(service: Running) -> None:
    """A filter names a country as documents do: UK finds what is in GB."""
    await service.put("subprocessors/fastly", factories.subprocessor("Fastly", locations=[factories.location("GB")]))
    found = await service.get("subprocessors", country="UK")
    assert ["fastly"] == [item["subprocessor"] for item in found["items"]]
