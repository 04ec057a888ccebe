"""The example lists say what their sources say: on any day, in the feed, and in the check."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import feedparser
import pytest

from service import examples as published
from service.documents import to_json
from service.errors import Conflict, Invalid
from service.histories import read_history
from service.law import load_law
from service.register.importing import import_history
from tests.web.running import Running
from tests.web.test_archives import chain

TWELVE_DAYS = (
    date(2018, 5, 24),
    date(2019, 4, 18),
    date(2019, 4, 19),
    date(2020, 8, 3),
    date(2020, 8, 17),
    date(2021, 1, 1),
    date(2021, 4, 27),
    date(2023, 12, 26),
    date(2023, 12, 27),
    date(2024, 9, 26),
    date(2025, 5, 14),
    date(2026, 11, 23),
)


def plain_fold(until: date) -> dict[str, str]:
    """What GitHub's history says of a day, read in the plainest way: name in lower case -> purposes."""
    rows: list[list[str]] = []
    for event in csv.DictReader(io.StringIO(published.github_history().decode())):
        if date.fromisoformat(event["date"]) > until:
            continue
        name = "".join(letter for letter in event["name"].lower() if letter.isalnum())
        if event["change"] == "added":
            rows.append([name, event["new"].rpartition(" | ")[0]])
        elif event["change"] == "removed":
            rows.remove([name, event["old"].rpartition(" | ")[0]])
        elif event["field"] == "purpose":
            rows[rows.index([name, event["old"]])][1] = event["new"]
    found: dict[str, list[str]] = {}
    for name, purpose in rows:
        found.setdefault(name, []).append(purpose)
    return {name: "; ".join(purposes) for name, purposes in found.items()}


async def items(service: Running, controller: str, **parameters: str) -> list[dict[str, Any]]:
    """The entries of a list as a customer reads them."""
    headers = {"Accept": "application/json"}
    answer = await service.reader.get(f"/lists/{controller}", params=parameters, headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def feed(service: Running, controller: str) -> Any:  # noqa: ANN401 — feedparser has no types
    """The feed of a list as a feed reader sees it."""
    answer = await service.reader.get(f"/lists/{controller}/feed.atom")
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    return parsed


async def findings(service: Running, controller: str, **parameters: str) -> list[dict[str, Any]]:
    """What the check says of a list."""
    answer = await service.get(f"controllers/{controller}/findings", limit=500, **parameters)
    found: list[dict[str, Any]] = answer["items"]
    return found


@pytest.mark.parametrize("day", TWELVE_DAYS, ids=str)
async def test_githubs_list_on_a_day_is_what_its_history_says_of_that_day(shared_examples: Running, day: date) -> None:
    """On each of twelve days over eight years, names and purposes are those of an independent fold of the history."""
    found = await items(shared_examples, "github", on=day.isoformat())
    by_name = {"".join(c for c in entry["name"].lower() if c.isalnum()): entry["purpose"] for entry in found}
    assert plain_fold(day) == by_name


async def test_a_day_before_the_first_row_is_an_empty_list(shared_examples: Running) -> None:
    """A day before the list began is an empty list, not an error."""
    assert [] == await items(shared_examples, "github", on="2018-05-23")


async def test_the_feed_carries_the_days_of_the_history(shared_examples: Running) -> None:
    """Over the feed and its archive each notice is published on its day of the history, newest first.

    The change was recorded when it was loaded.
    """
    pages = [
        feedparser.parse(answer.content) async for _, answer in chain(shared_examples.reader, "/lists/github/feed.atom")
    ]
    days = [entry.published[:10] for page in pages for entry in page.entries]
    told = {event["date"] for event in csv.DictReader(io.StringIO(published.github_history().decode()))}
    assert sorted(told) == sorted(set(days))
    assert sorted(days, reverse=True) == days
    changes = await shared_examples.get("controllers/github/changes", limit=1)
    assert datetime.now(UTC).date().isoformat() == changes["items"][0]["recorded_at"][:10]


async def test_ids_survive_a_second_import_that_changes_nothing(examples: Running) -> None:
    """Every entry id is unique, and a second import of the same file leaves all of them and makes no change."""
    query = {"controller": "37signals-hey"}
    before = await feed(examples, "37signals-hey")
    body = published.list_file("37signals-hey")
    answer = await examples.staff.post("/v1/imports", params=query, content=body, headers={"Content-Type": "text/csv"})
    assert [] == answer.json()["changes"]
    after = await feed(examples, "37signals-hey")
    assert [entry.id for entry in before.entries] == [entry.id for entry in after.entries]
    github = await feed(examples, "github")
    assert len(github.entries) == len({entry.id for entry in github.entries})


async def test_a_first_load_is_one_published_notice(shared_examples: Running) -> None:
    """The import of what already holds gives one notice, of kind published."""
    parsed = await feed(shared_examples, "37signals-basecamp")
    assert ["published"] == [entry.tags[0].term for entry in parsed.entries]


async def test_intility_is_loaded_as_its_notice_states_it(shared_examples: Running) -> None:
    """Seven entries; undeclared places high, Fathom's region medium, a contract asked of processors only."""
    assert 7 == len(await items(shared_examples, "intility"))
    found = await findings(shared_examples, "intility")
    places = {finding["subprocessor"]: finding["severity"] for finding in found if finding["rule"] == "R04"}
    assert "medium" == places.pop("fathom-analytics")
    assert {"high"} == set(places.values())
    assert 6 == len(places)
    contracts = {finding["subprocessor"]: finding["severity"] for finding in found if finding["rule"] == "R42"}
    processors = ("fathom-analytics", "hotjar", "questback-as", "recruitment-manager-as")
    assert dict.fromkeys(processors, "high") == contracts


async def test_integro_is_undetermined_and_its_consent_is_no_basis(shared_examples: Running) -> None:
    """An exporter under the UK GDPR with no country named is undetermined; consent is named as no standing basis."""
    transfers = await shared_examples.get("controllers/integro/transfers")
    assert {("uk", "undetermined")} == {(hop["regime"], hop["result"]) for hop in transfers["items"]}
    consent = [finding for finding in await findings(shared_examples, "integro") if finding["rule"] == "R39"]
    assert ["integro-analytics-and-marketing-services-not-named"] == [finding["subprocessor"] for finding in consent]
    assert "standing" in consent[0]["message"]


async def test_lists_that_say_other_things_of_one_sub_processor_stand_side_by_side(examples: Running) -> None:
    """A list that places a shared sub-processor elsewhere keeps that as an override; the other list stays as it was."""
    before = await items(examples, "37signals-hey")
    await examples.put("controllers/kinde", {"name": "Kinde", "visibility": "public"})
    rows = (
        "sub_processor,purpose,location_raw\n"
        "Cloudflare,Customer support,Australia\n"
        "Stripe,Billing and invoicing,United States\n"
        '"Sentry",Errors,"Ireland, Germany"\n'
    )
    answer = await examples.staff.post("/v1/imports", params={"controller": "kinde"}, content=rows)
    assert 200 == answer.status_code, answer.text
    assert "override" in to_json(answer.json()["remarks"]).decode()
    listed = (await examples.get("controllers/kinde/subprocessors"))["items"]
    places = {entry["subprocessor"]: [place["country"] for place in entry["locations"]] for entry in listed}
    assert {"cloudflare": ["AU"], "sentry": ["IE", "DE"], "stripe": ["US"]} == places
    assert {"cloudflare": ["locations"], "sentry": ["locations"], "stripe": []} == {
        entry["subprocessor"]: entry["overrides"] for entry in listed
    }
    assert before == await items(examples, "37signals-hey")


async def test_a_dry_run_reports_and_writes_nothing(shared_examples: Running) -> None:
    """What a dry run would change it reports, and the register is as before."""
    before = await shared_examples.everything()
    query = {"controller": "github", "dry_run": "true"}
    answer = await shared_examples.staff.post("/v1/imports", params=query, content=published.list_file("github"))
    assert answer.json()["changed"]
    assert before == await shared_examples.everything()


async def test_a_history_is_refused_where_there_are_notices(examples: Running) -> None:
    """A history goes into an empty list only."""
    steps = read_history(published.github_history())
    async with examples.pool.acquire() as conn, conn.transaction():
        with pytest.raises(Conflict, match="already has notices"):
            await import_history(conn, "github", steps, "test", load_law())


async def test_one_move_reaches_three_lists_and_fails_the_check(examples: Running) -> None:
    """A sub-processor of three lists moves from IE to IN without a tool: an entry in each feed, and the check fails."""
    home = {"name": "Nimbus", "locations": [{"country": "IE", "activity": "hosting"}], "safeguards": []}
    away = home | {"locations": [{"country": "IN", "activity": "hosting"}]}
    lists = ("github", "intility", "sicra")
    await examples.put("subprocessors/nimbus", home)
    for name in lists:
        await examples.put(f"controllers/{name}/subprocessors/nimbus", {"purpose": "Hosting"}, notice="baseline")
    calm = await examples.get("findings", min_severity="critical")
    before = {name: len((await feed(examples, name)).entries) for name in lists}
    await examples.put("subprocessors/nimbus", away, notice="waived", reason="a move in haste")
    assert [] == calm["items"]
    assert {name: count + 1 for name, count in before.items()} == {
        name: len((await feed(examples, name)).entries) for name in lists
    }
    found = (await examples.get("findings", min_severity="critical"))["items"]
    assert set(lists) == {finding["controller"] for finding in found}
    assert {("R23", "IN")} == {(finding["rule"], finding["country"]) for finding in found}
    assert all("GDPR Art. 44" in finding["legal_basis"] and finding["remedy"] for finding in found)


async def test_a_history_does_not_tell_of_days_to_come(examples: Running) -> None:
    """A history with a row after today is refused: its notices would run ahead of the clock."""
    await examples.put("controllers/later", {"name": "Later"})
    head = b"date,change,name,field,old,new,commit\n"
    rows = head + b"2020-01-01,added,A,*,,P | Germany,1\n2150-01-01,removed,A,*,P | Germany,,2\n"
    async with examples.pool.acquire() as conn, conn.transaction():
        with pytest.raises(Invalid, match="2150-01-01"):
            await import_history(conn, "later", read_history(rows), "test", load_law())
