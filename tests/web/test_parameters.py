"""Query parameters: what is known, what is refused, and how collections page."""

import base64
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from service.web.parameters import next_cursor
from tests import factories
from tests.web.routes import GUARDED
from tests.web.running import Running, in_days

COLLECTIONS = [
    "controllers",
    "subprocessors",
    "controllers/acme/subprocessors",
    "controllers/acme/transfers",
    "controllers/acme/findings",
    "controllers/acme/changes",
    "findings",
    "law",
]


async def crowd(service: Running) -> None:
    """Fill every collection with five things or more, some of one name."""
    for number in range(5):
        name = "Same" if number < 3 else f"Name {number}"
        slug = f"sub-{number}"
        await service.put(f"controllers/list-{number}", factories.controller(name))
        await service.put(f"subprocessors/{slug}", factories.subprocessor(name, locations=[factories.location("IN")]))
        await service.engage("acme", slug)


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def crowd_for_all(service_of_module: Running) -> None:
    """The same where those who only read share it."""
    await crowd(service_of_module)


async def pages(service: Running, path: str, size: int) -> list[list[Any]]:
    """All pages of a collection, followed by their cursors."""
    found: list[list[Any]] = []
    more: dict[str, str] = {}
    while len(found) < 500:
        body = await service.get(path, limit=size, **more)
        found.append(body["items"])
        if body["next"] is None:
            break
        more = {"cursor": body["next"]}
    return found


async def test_unknown_parameter_is_refused_everywhere(service: Running, planned: str) -> None:
    """Every route of /v1 refuses a parameter that it does not know with 400 and its name, and stores nothing."""
    before = await service.everything()
    for (method, _), route in GUARDED.items():
        path = route.path.replace("{planned}", planned) + ("&" if "?" in route.path else "?") + "effectve_on=2026-01-01"
        text = route.body if isinstance(route.body, str) else None
        answer = await service.staff.request(method, path, content=text, json=None if text else route.body)
        # An answer to HEAD has no body (RFC 9110, section 9.3.2); that of GET to the same address names the place.
        places = ["?effectve_on"] if method == "HEAD" else [place["pointer"] for place in answer.json()["errors"]]
        assert (400, ["?effectve_on"]) == (answer.status_code, places), path
    assert before == await service.everything()


@pytest.mark.parametrize("query", ["on=2026-01-01&on=2026-01-02", "on=2026-01-01&on=2026-01-01", "limit=1&on=&limit=1"])
async def test_parameter_is_given_once(shared: Running, query: str) -> None:
    """A parameter that is given twice is refused, even with the same value: nobody can tell which one counts."""
    answer = await shared.staff.get(f"/v1/controllers?{query}")
    assert (400, "given twice") == (answer.status_code, answer.json()["errors"][0]["detail"])


async def test_lists_ignore_what_they_do_not_know(shared: Running) -> None:
    """The customer surface ignores unknown and repeated parameters, as addresses in mails grow them."""
    for path in ("/lists/acme", "/lists/acme/feed.atom"):
        plain = await shared.reader.get(path)
        tracked = await shared.reader.get(f"{path}?utm_source=mail&utm_source=again&on={in_days(0)}&on=never&fbclid")
        assert (200, plain.content) == (tracked.status_code, tracked.content)


async def test_lists_refuse_a_day_that_is_none(shared: Running) -> None:
    """A day that cannot be read is an error on the customer surface too, never another day."""
    for query in ("on=yesterday", "on=", "known_at=now", "on=2026-01-01%00"):
        assert 400 == (await shared.reader.get(f"/lists/acme?{query}")).status_code


@pytest.mark.parametrize("path", COLLECTIONS)
async def test_pages_join_to_the_whole(shared: Running, path: str) -> None:
    """Pages of any size hold every item once, in the order of the whole; the last one has no next."""
    (whole,) = await pages(shared, path, 500)
    assert len(whole) >= 5
    for size in (1, 2, len(whole)):
        found = await pages(shared, path, size)
        assert whole == [item for page in found for item in page]
        assert -(-len(whole) // size) == len(found)


async def test_lists_come_by_name_and_changes_newest_first(service: Running) -> None:
    """Controllers, sub-processors and entries are sorted by name without regard to case; the log backwards in time."""
    await crowd(service)
    await service.put("controllers/lower", factories.controller("acme of lower case"))
    names = [item["name"] for item in (await service.get("controllers"))["items"]]
    assert ["Acme", "acme of lower case", "Closed", "Name 3", "Name 4", "Same", "Same", "Same"] == names
    for path in ("subprocessors", "controllers/acme/subprocessors"):
        names = [item["name"] for item in (await service.get(path))["items"]]
        assert sorted(names, key=str.lower) == names
    times = [item["recorded_at"] for item in (await service.get("controllers/acme/changes"))["items"]]
    assert sorted(times, reverse=True) == times


async def test_page_goes_on_where_it_was(service: Running) -> None:
    """What is written between two pages of the log or the catalogue neither repeats nor hides an older item."""
    await crowd(service)
    for path in ("controllers/acme/changes", "controllers"):
        (whole,) = await pages(service, path, 500)
        first = await service.get(path, limit=2)
        await service.put(f"controllers/{uuid4()}", factories.controller("AAA"))
        await service.engage("acme", "cloudflare", purpose=f"Changed {path}")
        rest = await service.get(path, cursor=first["next"])
        assert whole == first["items"] + rest["items"]


async def test_a_page_has_fifty_items_unless_asked(service: Running) -> None:
    """The size of a page is 50 where it is not said, and at most 500."""
    for number in range(51):
        await service.put(f"controllers/many-{number}", factories.controller())
    body = await service.get("controllers")
    assert (50, True) == (len(body["items"]), body["next"] is not None)
    assert 53 == len((await service.get("controllers", limit=500))["items"])


@pytest.mark.parametrize("path", COLLECTIONS)
async def test_size_of_a_page_is_limited(shared: Running, path: str) -> None:
    """A limit that is no whole number from 1 to 500 is refused."""
    for size in ("", "0", "-1", "501", "1e2", "5.0", " 5", "٥", "9" * 30):  # noqa: RUF001 — a digit outside ASCII
        answer = await shared.staff.get(f"/v1/{path}", params={"limit": size})
        assert (400, "?limit") == (answer.status_code, answer.json()["errors"][0]["pointer"]), size


def cursors() -> list[str]:
    """Texts that no collection gave."""
    places: list[Any] = [None, {}, [], [1], ["a"], ["a", 1], ["a", "b", "c"], "1", 1.5, True, 2**80, ["\x00", ""]]
    forged = [next_cursor(place) for place in places]
    raw = [b"", b"[", b"\xff", b'["\\ud800",""]', b"[" * 2000]
    return ["", "x", "%", "æ", "*", "A" * 5000, *forged, *(base64.urlsafe_b64encode(one).decode() for one in raw)]


@pytest.mark.parametrize("path", COLLECTIONS)
async def test_cursor_of_ones_own_is_refused(shared: Running, path: str) -> None:
    """A cursor that this collection did not give is 400, never an error of ours and never another page."""
    for text in cursors():
        answer = await shared.staff.get(f"/v1/{path}", params={"cursor": text})
        assert (400, "?cursor") == (answer.status_code, answer.json()["errors"][0]["pointer"]), text


async def test_cursor_of_numbers_out_of_range_is_no_error_of_ours(shared: Running) -> None:
    """A cursor with a number that no log or list has is refused or answered, but never 500."""
    for path in COLLECTIONS:
        for number in (-(2**63), -1, 0, 2**62, 2**63 - 1, 2**63, 2**64):
            answer = await shared.staff.get(f"/v1/{path}", params={"cursor": next_cursor(number)})
            assert answer.status_code in (200, 400), (path, number)


async def test_empty_parameter_is_a_value(shared: Running) -> None:
    """A parameter without a value is not the same as none."""
    list_, findings = "/v1/controllers/acme/subprocessors", "/v1/controllers/acme/findings"
    for name in ("on", "known_at", "limit", "cursor", "include", "min_severity"):
        answer = await shared.staff.get(list_ if name == "include" else findings, params={name: ""})
        assert (400, f"?{name}") == (answer.status_code, answer.json()["errors"][0]["pointer"])
