"""What is refused: each with a problem document that names the place, and nothing stored."""

import json
from typing import Any, NamedTuple

import pytest

from tests import factories
from tests.web.running import ACME_CLOUDFLARE, Running, in_days

CLOUDFLARE = "/v1/subprocessors/cloudflare"
ACME = "/v1/controllers/acme"
BAD_LINE_7 = "sub_processor,location_iso\n" + "".join(f"Name {line},IE\n" for line in range(2, 7)) + "Name 7,XX\n"


class Refused(NamedTuple):
    """A request and how it is refused; `pointer` null where there is no place to name."""

    status: int
    pointer: str | None
    path: str
    body: Any
    query: dict[str, str] = {}  # noqa: RUF012 — a NamedTuple copies nothing, and nobody writes to it
    headers: dict[str, str] = {}  # noqa: RUF012 — the same
    method: str = "PUT"


def places(*locations: Any) -> factories.Document:  # noqa: ANN401 — what somebody might send
    """A sub-processor with these locations."""
    return factories.subprocessor(locations=list(locations))


REFUSED = {
    "malformed JSON": Refused(400, "", ACME, '{"name": "Acme"'),
    "no body": Refused(400, "", ACME, ""),
    "two documents": Refused(400, "", ACME, '{"name": "A"}{"name": "B"}'),
    "not UTF-8": Refused(400, "", ACME, b'{"name": "\xff"}'),
    "a byte order mark of UTF-16": Refused(400, "", ACME, '{"name": "A"}'.encode("utf-16")),
    "deeply nested": Refused(422, "", ACME, "[" * 100_000),
    "NaN": Refused(400, "", ACME, '{"name": "A", "notice_period_days": NaN}'),
    "a list": Refused(422, "", ACME, "[]"),
    "null": Refused(422, "", ACME, "null"),
    "unknown field": Refused(422, "/nme", ACME, factories.controller(nme="x")),
    "unknown field deep inside": Refused(422, "/locations/1/cty", CLOUDFLARE, places({}, {"cty": 1})),
    "field of another kind": Refused(
        422, "/public_authority", CLOUDFLARE, factories.subprocessor(public_authority="no")
    ),
    "no name": Refused(422, "", ACME, {"legal_name": "Acme"}),
    "null for the name": Refused(422, "/name", ACME, {"name": None}),
    "empty name": Refused(422, "/name", ACME, {"name": ""}),
    "name of spaces": Refused(422, "/name", ACME, {"name": " \u2003 "}),
    "country XX": Refused(422, "/locations/0/country", CLOUDFLARE, places({"country": "XX"})),
    "country in lower case": Refused(422, "/country", CLOUDFLARE, factories.subprocessor(country="ie")),
    "country EEA": Refused(422, "/country", CLOUDFLARE, factories.subprocessor(country="EEA")),
    "country and region": Refused(422, "/locations/0", CLOUDFLARE, places({"country": "IE", "region": "EU"})),
    "unknown activity": Refused(422, "/locations/0/activity", CLOUDFLARE, places({"activity": "mining"})),
    "unknown mechanism": Refused(
        422, "/safeguards/0/mechanism", CLOUDFLARE, factories.subprocessor(safeguards=[{"mechanism": "iso"}])
    ),
    "no mechanism": Refused(422, "/safeguards/0", CLOUDFLARE, factories.subprocessor(safeguards=[{}])),
    "module 5": Refused(
        422, "/safeguards/0/modules/0", CLOUDFLARE, factories.subprocessor(safeguards=[factories.clauses(modules=[5])])
    ),
    "no status of a DPA": Refused(422, "/dpa", CLOUDFLARE, factories.subprocessor(dpa={"signed_on": "2024-01-01"})),
    "a day that is none": Refused(
        422, "/dpa/signed_on", CLOUDFLARE, factories.subprocessor(dpa=factories.signed_dpa(signed_on="2024-02-30"))
    ),
    "a website that is script": Refused(
        422, "/website", CLOUDFLARE, factories.subprocessor(website="javascript:alert(1)")
    ),
    "a website with a quote": Refused(
        422, "/website", CLOUDFLARE, factories.subprocessor(website='https://a.example/"x')
    ),
    "an address that is no mail": Refused(
        422, "/contact/email", CLOUDFLARE, factories.subprocessor(contact={"email": "nobody"})
    ),
    "a period of 3651 days": Refused(422, "/notice_period_days", ACME, factories.controller(notice_period_days=3651)),
    "a period below nought": Refused(422, "/notice_period_days", ACME, factories.controller(notice_period_days=-1)),
    "a period of 30.5 days": Refused(422, "/notice_period_days", ACME, factories.controller(notice_period_days=30.5)),
    "objections after the notice": Refused(422, "", ACME, factories.controller(objection_period_days=31)),
    "a language that is none": Refused(422, "/language", ACME, factories.controller(language="norsk bokmål")),
    "regimes of none": Refused(422, "/regimes", "/v1/processor", factories.processor(regimes=[])),
    "201 locations": Refused(422, "/locations", CLOUDFLARE, places(*[{}] * 201)),
    "name of 301 characters": Refused(422, "/name", ACME, {"name": "x" * 301}),
    "text of 10,000 characters": Refused(422, "/purpose", ACME_CLOUDFLARE, {"purpose": "x" * 10_000}),
    "NUL byte": Refused(422, "/name", ACME, {"name": "A\x00B"}),
    "NUL byte in a text": Refused(422, "/purpose", ACME_CLOUDFLARE, {"purpose": "A\x00B"}),
    "control character": Refused(422, "/name", ACME, {"name": "A\x1b[31mB"}),
    "C1 control character": Refused(422, "/name", ACME, {"name": "A\x85B"}),
    "line break in a line": Refused(422, "/name", ACME, {"name": "A\nB"}),
    "override of direction": Refused(422, "/name", ACME, {"name": "A\u202eB"}),
    "isolate of direction": Refused(422, "/purpose", ACME_CLOUDFLARE, {"purpose": "A\u2066B"}),
    "line separator": Refused(422, "/name", ACME, {"name": "A\u2028B"}),
    "paragraph separator in a text": Refused(422, "/purpose", ACME_CLOUDFLARE, {"purpose": "A\u2029B"}),
    "byte order mark": Refused(422, "/name", ACME, {"name": "\ufeffAcme"}),
    "tag character": Refused(422, "/name", ACME, {"name": "Acme\U000e0041"}),
    "first tag character in a text": Refused(422, "/purpose", ACME_CLOUDFLARE, {"purpose": "A\U000e0000B"}),
    "last tag character in a list": Refused(422, "/services/0", ACME_CLOUDFLARE, {"services": ["A\U000e007fB"]}),
    "tag character in an address": Refused(
        422, "/website", CLOUDFLARE, factories.subprocessor(website="https://example.org/\U000e0041")
    ),
    "override of direction in an e-mail address": Refused(
        422, "/contact/email", CLOUDFLARE, factories.subprocessor(contact={"email": "a\u202eb@example.org"})
    ),
    "lone surrogate": Refused(400, "", ACME, '{"name": "A\\ud800B"}'),
    "what XML cannot carry": Refused(422, "/name", ACME, {"name": "A\uffffB"}),
    "slug with a slash": Refused(404, "/path", "/v1/controllers/a%2Fb", factories.controller()),
    "slug with a slash as it is": Refused(404, "/path", "/v1/controllers/a/b", factories.controller()),
    "slug in upper case": Refused(422, "/path/controller", "/v1/controllers/Acme", factories.controller()),
    "slug that ends in a hyphen": Refused(422, "/path/subprocessor", "/v1/subprocessors/a-", factories.subprocessor()),
    "slug of 64": Refused(422, "/path/controller", f"/v1/controllers/{'a' * 64}", factories.controller()),
    "slug with a NUL byte": Refused(422, "/path/controller", "/v1/controllers/a%00b", factories.controller()),
    "slug with a line break": Refused(422, "/path/controller", "/v1/controllers/a%0A", factories.controller()),
    "slug outside ASCII": Refused(422, "/path/controller", "/v1/controllers/%C3%A6", factories.controller()),
    "slug that is no UTF-8": Refused(422, "/path/controller", "/v1/controllers/%FF", factories.controller()),
    "missing controller": Refused(
        404, "/path/controller", "/v1/controllers/nobody/subprocessors/cloudflare", factories.engagement()
    ),
    "missing sub-processor": Refused(
        404, "/path/subprocessor", "/v1/controllers/acme/subprocessors/none", factories.engagement()
    ),
    "replaces what is not there": Refused(422, "/replaces", ACME_CLOUDFLARE, factories.engagement(replaces="none")),
    "engages what is not there": Refused(
        422, "/engages/0/subprocessor", CLOUDFLARE, factories.subprocessor(engages=[{"subprocessor": "none"}])
    ),
    "engages itself": Refused(
        422, "/engages/0/subprocessor", CLOUDFLARE, factories.subprocessor(engages=[{"subprocessor": "cloudflare"}])
    ),
    "cycle": Refused(
        422,
        "/engages/1/subprocessor",
        CLOUDFLARE,
        factories.subprocessor(engages=[{"subprocessor": "below"}, {"subprocessor": "above"}]),
    ),
    "stale If-Match": Refused(412, "If-Match", ACME, factories.controller("New"), headers={"If-Match": '"stale"'}),
    "year 0": Refused(400, "?effective_on", ACME, factories.controller("New"), {"effective_on": "0000-01-01"}),
    "year 9999": Refused(400, "?effective_on", ACME, factories.controller("New"), {"effective_on": "9999-12-31"}),
    "year 10000": Refused(400, "?effective_on", ACME, factories.controller("New"), {"effective_on": "10000-01-01"}),
    "before the notice period": Refused(
        422,
        "/purpose",
        ACME_CLOUDFLARE,
        {**factories.engagement(), "purpose": "Other"},
        {"effective_on": str(in_days(1))},
    ),
    "import with a bad line 7": Refused(
        422, "/lines/7/location_iso", "/v1/imports", BAD_LINE_7, {"controller": "acme"}, method="POST"
    ),
    "import into no list": Refused(
        404, "?controller", "/v1/imports", "sub_processor\nA\n", {"controller": "nobody"}, method="POST"
    ),
    "import of an unknown form": Refused(
        400, "Content-Type", "/v1/imports", "x", {"controller": "acme"}, {"Content-Type": "application/pdf"}, "POST"
    ),
    "import for a slug that is none": Refused(
        422, "?controller", "/v1/imports", "x", {"controller": "A"}, method="POST"
    ),
    "end of what is not engaged": Refused(404, None, "/v1/controllers/acme/subprocessors/below", "", method="DELETE"),
    "withdrawal without a reason": Refused(
        422, "", "/v1/changes/00000000-0000-0000-0000-000000000000/withdrawal", {}, method="POST"
    ),
    "withdrawal of nothing": Refused(
        404, None, "/v1/changes/00000000-0000-0000-0000-000000000000/withdrawal", {"reason": "x"}, method="POST"
    ),
    "assessment of nothing": Refused(422, "", "/v1/assessments", {}, method="POST"),
    "assessment of a chain without slugs": Refused(
        422, "/chain/0", "/v1/assessments", {"subprocessor": {"name": "A"}, "chain": [{"name": "B"}]}, method="POST"
    ),
    "assessment in the year 1": Refused(
        422, "/on", "/v1/assessments", {"subprocessor": {"name": "A"}, "on": "0001-01-01"}, method="POST"
    ),
    "body of 20 MB": Refused(413, "", ACME, '{"name": "' + "x" * 20_000_000 + '"}'),
    "document of more than 1 MB": Refused(413, "", ACME, '{"name": "' + "x" * 1_000_000 + '"}'),
    "import of more than 5 MB": Refused(413, "", "/v1/imports", "x" * 5_000_001, {"controller": "acme"}, method="POST"),
}


@pytest.fixture
async def chained(service: Running) -> Running:
    """A service where `above` engages `cloudflare` and nobody engages `below`."""
    await service.put("subprocessors/below", factories.subprocessor("Below"))
    await service.put("subprocessors/above", factories.subprocessor("Above", engages=[{"subprocessor": "cloudflare"}]))
    return service


async def test_what_is_refused_is_told_and_not_stored(chained: Running) -> None:
    """Each mistake has its status and its place, a sentence, and leaves every table as it was."""
    before = await chained.everything()
    found = {}
    for name, wrong in REFUSED.items():
        content = wrong.body if isinstance(wrong.body, str | bytes) else json.dumps(wrong.body)
        headers = {"Content-Type": "text/csv" if "imports" in wrong.path else "application/json"} | wrong.headers
        answer = await chained.staff.request(
            wrong.method, wrong.path, content=content, params=wrong.query, headers=headers
        )
        body = answer.json()
        assert body["detail"].endswith("."), (name, body)
        pointers = [error["pointer"] for error in body.get("errors", ())]
        found[name] = (answer.status_code, pointers[0] if pointers else None)
    assert {name: (wrong.status, wrong.pointer) for name, wrong in REFUSED.items()} == found
    assert before == await chained.everything()


async def test_json_that_ends_too_early_is_told_with_its_last_byte(shared: Running) -> None:
    """Of a document that was cut off, the answer names the byte after which something is missing."""
    answer = await shared.staff.put(ACME, content='{"name": "Acme"')
    assert [{"pointer": "", "detail": "it ends too early, after byte 15"}] == answer.json()["errors"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"name": "\xff"}', "it is no UTF-8 at byte 10"),
        (b'{"name": "A\\ud800B"}', "a text in it holds half of a surrogate pair"),
    ],
    ids=["not UTF-8", "lone surrogate"],
)
async def test_body_that_is_no_text_is_told_why(shared: Running, body: bytes, told: str) -> None:
    """A body that is not UTF-8, or holds half of a surrogate pair, is not called one that was cut off."""
    answer = await shared.staff.put(ACME, content=body)
    assert [{"pointer": "", "detail": told}] == answer.json()["errors"]


async def test_what_is_not_there_is_called_by_its_name(shared: Running) -> None:
    """Of a sub-processor that nobody recorded the answer says so in the words of the register."""
    answer = await shared.staff.get("/v1/subprocessors/nobody", params={"on": "2026-11-23"})
    assert "There is no such sub-processor on 2026-11-23, as known then: nobody." == answer.json()["detail"]


async def test_body_without_a_length_is_cut_off_too(shared: Running) -> None:
    """A body that comes in pieces and says no length is refused once it is too large, and not kept in memory whole."""
    sent = 0

    async def endless() -> Any:  # noqa: ANN401 — an asynchronous generator
        nonlocal sent
        while sent < 50_000_000:
            sent += 100_000
            yield b"x" * 100_000

    answer = await shared.staff.put(ACME, content=endless())
    assert 413 == answer.status_code


async def test_cycle_is_told_in_full(chained: Running) -> None:
    """A circle is named hop by hop."""
    document = factories.subprocessor(engages=[{"subprocessor": "above"}])
    answer = await chained.staff.put(CLOUDFLARE, json=document)
    assert "cloudflare engages above engages cloudflare" in answer.json()["detail"]


async def test_cycle_of_a_later_day_is_refused(chained: Running) -> None:
    """A chain that would close on a later day is refused today."""
    planned = factories.subprocessor("Below", engages=[{"subprocessor": "above"}])
    await chained.put("subprocessors/below", planned, effective_on=str(in_days(90)))
    document = factories.subprocessor(engages=[{"subprocessor": "below"}])
    before = await chained.everything()
    answer = await chained.staff.put(CLOUDFLARE, json=document, params={"effective_on": str(in_days(60))})
    assert 422 == answer.status_code
    assert before == await chained.everything()
