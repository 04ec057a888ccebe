"""The operator's verbs, on a database that is there already; the whole program is in tests/acceptance."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from service import __version__
from service.access import secrets
from service.access.keys import SCOPES
from service.cli import app
from tests import factories
from tests.web.running import Running, in_days, running

Verb = Callable[..., Result]
LIST = "sub_processor,purpose,location_iso\nFastly,Content delivery,US\nZendesk,Support,IE\n"
HISTORY = (
    "date,change,name,field,old,new,commit\n"
    "2020-01-01,added,Fastly,*,,Content delivery | United States,aaaaaaaaaaaa\n"
    "2021-06-01,changed,Fastly,purpose,Content delivery,Delivery,bbbbbbbbbbbb\n"
    "2022-01-01,removed,Fastly,*,Delivery | United States,,cccccccccccc\n"
)


@pytest.fixture
def verb(database_url: str) -> Verb:
    """Runs a verb on a database of one's own."""

    def run(*arguments: str | Path, **environment: str) -> Result:
        settings = {"SUBREG_DATABASE_URL": database_url, "TERM": "dumb"} | environment
        return CliRunner().invoke(app, [str(argument) for argument in arguments], env=settings)

    return run


@pytest.fixture
def seeded(database_url: str) -> str:
    """The address of a database with a public list and a private one."""

    async def seed(service: Running) -> None:
        await service.seed()

    on(database_url, seed)
    return database_url


def on(database_url: str, work: Callable[[Running], Any]) -> Any:  # noqa: ANN401 — what the work gives
    """Do something with the service on a database."""

    async def go() -> Any:  # noqa: ANN401 — the same
        async with running(database_url) as service:
            return await work(service)

    return asyncio.run(go())


def value(database_url: str, query: str) -> Any:  # noqa: ANN401 — a value of any type
    """What a query gives."""

    async def ask() -> Any:  # noqa: ANN401 — the same
        connection = await asyncpg.connect(database_url)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_a_check_of_no_list_says_so(verb: Verb) -> None:
    """An empty register, such as a wrong address opens, passes with a word on standard error, not with silence."""
    done = verb("check", "--all", "--format", "json")
    assert (0, "There is no list in this register: nothing was checked.\n") == (done.exit_code, done.stderr)
    assert [] == json.loads(done.stdout)["items"]


def test_help_names_every_verb(verb: Verb) -> None:
    """Without a verb the program says which there are, and is no misuse when it was asked."""
    asked, bare = verb("--help"), verb()
    assert (0, 2) == (asked.exit_code, bare.exit_code)
    for name in ("serve", "demo", "migrate", "import", "export", "check", "keys", "tokens"):
        assert name in asked.stdout
    assert "legal advice" in asked.stdout


def test_version_is_that_of_the_package(verb: Verb) -> None:
    """What an operator reports: one line, and no database is asked for it."""
    done = verb("--version", SUBREG_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert (0, f"subreg {__version__}\n") == (done.exit_code, done.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["serve", "--port", "0"],
        ["serve", "--port", "65536"],
        ["serve", "--workers", "0"],
        ["check"],
        ["check", "--all", "--controller", "acme"],
        ["check", "--all", "--fail-on", "huge"],
        ["check", "--all", "--format", "poem"],
        ["check", "--all", "--on", "yesterday"],
        ["check", "--all", "--on", "9999-12-31"],
        ["check", "--all", "--until", "9999-12-31"],
        ["law", "list", "--on", "0001-01-01"],
        ["check", "--all", "--until", "tomorrow"],
        ["check", "--all", "--until", "2001-01-01"],
        ["check", "--all", "--until", "2199-01-01"],
        ["check", "--all", "--until", "2199-01-01", "--format", "junit"],
        ["check", "--controller", "nobody"],
        ["check", "--all", "--revoke", "no-such-decision"],
        ["check", "--all", "--revoke", "DPF,no-such-decision"],
        ["check", "--all", "--revoke", ""],
        ["check", "--all", "--revoke", " , "],
        ["keys", "create"],
        ["keys", "create", "--scope", "everything"],
        ["keys"],
        ["tokens", "create", "--controller", "acme"],
        ["import", "/nowhere/at/all.csv", "--controller", "acme"],
        ["import"],
        ["export"],
        ["export", "--controller", "nobody"],
        ["export", "--controller", "acme", "--on", "2026"],
    ],
)
def test_misuse_is_2(verb: Verb, seeded: str, arguments: list[str]) -> None:
    """What was asked in a way that cannot be meant exits 2, says why on standard error, and prints nothing else."""
    result = verb(*arguments)
    assert (2, "") == (result.exit_code, "" if arguments == ["keys"] else result.stdout)
    assert result.stderr or arguments == ["keys"]
    assert "Traceback" not in result.stderr
    assert 0 == value(seeded, "SELECT count(*) FROM api_key")


def test_an_error_repeats_what_was_written(verb: Verb) -> None:
    """What reads as the name of a picture, or as markup, stays the words that it is."""
    assert ":warning: [bold]" in verb("check", "--all", "--on", ":warning: [bold]").stderr


def test_database_that_is_away_is_3(verb: Verb, tmp_path: Path) -> None:
    """A verb that could not run exits 3, whatever it would have found."""
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    for arguments in (
        ("migrate",),
        ("check", "--all"),
        ("keys", "create", "--scope", "check"),
        ("tokens", "create", "--controller", "acme", "--label", "x"),
        ("import", file, "--controller", "acme"),
        ("export", "--controller", "acme"),
    ):
        result = verb(*arguments, SUBREG_DATABASE_URL="postgresql://nobody:hidden@127.0.0.1:9/none")
        assert (3, "") == (result.exit_code, result.stdout)
        assert "SUBREG_DATABASE_URL" in result.stderr
        assert "hidden" not in result.stderr


def test_the_setting_whose_address_leads_nowhere_is_named(verb: Verb) -> None:
    """Of two addresses it is the owner's that is wrong, and the error sends nobody to the other one."""
    result = verb("migrate", SUBREG_OWNER_URL="postgresql://nobody:hidden@127.0.0.1:9/none")
    assert 3 == result.exit_code
    assert "Check SUBREG_OWNER_URL." in result.stderr
    assert "SUBREG_DATABASE_URL" not in result.stderr


def test_wrong_settings_are_told_together(verb: Verb) -> None:
    """Every wrong variable is named at once, with exit code 2, before anything is done."""
    result = verb("migrate", SUBREG_POOL_SIZE="many", SUBREG_PUBLIC_URL="nowhere", SUBREG_TYPO="1")
    assert 2 == result.exit_code
    assert [] == [
        name for name in ("SUBREG_POOL_SIZE", "SUBREG_PUBLIC_URL", "SUBREG_TYPO") if result.stderr.count(name) != 1
    ]


def test_migrate_says_what_it_did(verb: Verb) -> None:
    """A database that is up to date stays as it is."""
    result = verb("migrate")
    assert (0, "", "The schema is up to date.\n") == (result.exit_code, result.stdout, result.stderr)


def test_key_is_printed_alone(verb: Verb, database_url: str) -> None:
    """The secret is the one line on standard output; its id and scopes are on standard error; the key works."""
    result = verb("keys", "create", "--scope", "check", "--scope", "register:read", "--label", "pipeline")
    (secret,) = result.stdout.splitlines()
    assert (0, True) == (result.exit_code, secret.startswith(secrets.KEY))
    assert secret not in result.stderr
    assert value(database_url, "SELECT id FROM api_key") in result.stderr
    assert ["check", "register:read"] == value(database_url, "SELECT scopes FROM api_key")

    async def use(service: Running) -> list[int]:
        headers = {"Authorization": f"Bearer {secret}"}
        paths = ("/v1/controllers", "/v1/findings")
        return [(await service.reader.get(path, headers=headers)).status_code for path in paths]

    assert [200, 200] == on(database_url, use)


def test_rotated_key_is_printed_alone(verb: Verb, seeded: str) -> None:
    """A bound key that ends is rotated: the new secret is the one line on standard output, and both open the API."""
    made = ("--scope", "register:read", "--controller", "acme", "--valid-days", "90", "--label", "pipeline")
    first = verb("keys", "create", *made).stdout.strip()
    wanted = str(value(seeded, "SELECT id FROM api_key"))
    result = verb("keys", "rotate", wanted, "--days", "3")
    (second,) = result.stdout.splitlines()
    assert (0, True, True) == (result.exit_code, second.startswith(secrets.KEY), "ends in 3 days" in result.stderr)

    async def use(service: Running) -> list[int]:
        bearers = [{"Authorization": f"Bearer {secret}"} for secret in (first, second)]
        return [(await service.reader.get("/v1/processor", headers=headers)).status_code for headers in bearers]

    assert [200, 200] == on(seeded, use)
    for arguments in ((wanted,), ("key_unknown",), (wanted, "--days", "366")):
        refused = verb("keys", "rotate", *arguments)
        assert ("", True) == (refused.stdout, refused.exit_code in (1, 2))
    listed = [json.loads(line) for line in verb("keys", "list").stdout.splitlines()]
    assert [("pipeline", ["acme"], "cli")] * 2 == [
        (row["label"], row["controllers"], row["created_by"]) for row in listed
    ]


def test_key_for_no_list_is_refused(verb: Verb, seeded: str) -> None:
    """A key is bound to lists that there are."""
    result = verb("keys", "create", "--scope", "check", "--controller", "absent")
    assert (2, "", True) == (result.exit_code, result.stdout, "absent" in result.stderr)
    assert 0 == value(seeded, "SELECT count(*) FROM api_key")


def test_unknown_scope_lists_the_known(verb: Verb) -> None:
    """Whoever misspells a scope reads which there are."""
    result = verb("keys", "create", "--scope", "check", "--scope", "chek")
    assert all(scope in result.stderr for scope in ("chek", *SCOPES))


def test_token_is_printed_alone(verb: Verb, seeded: str) -> None:
    """The secret of a token is the one line on standard output, and opens its list."""
    result = verb("tokens", "create", "--controller", "closed", "--label", "reader")
    (secret,) = result.stdout.splitlines()
    assert (0, True) == (result.exit_code, secret.startswith(secrets.TOKEN))
    assert secret not in result.stderr

    async def use(service: Running) -> int:
        return (await service.reader.get(f"/s/{secret}/feed.atom")).status_code

    assert 200 == on(seeded, use)


def test_rotated_token_is_printed_alone(verb: Verb, seeded: str) -> None:
    """The new secret is the one line on standard output; both open the list; of what is no token nothing is made."""
    first = verb("tokens", "create", "--controller", "closed", "--label", "reader").stdout.strip()
    wanted = str(value(seeded, "SELECT id FROM subscriber_token"))
    result = verb("tokens", "rotate", wanted, "--days", "3")
    (second,) = result.stdout.splitlines()
    assert (0, True, True) == (result.exit_code, second.startswith(secrets.TOKEN), "closes in 3 days" in result.stderr)
    assert 3 == value(seeded, "SELECT max(closes_at::date - rotated_at::date) FROM subscriber_token")

    async def use(service: Running) -> list[int]:
        return [(await service.reader.get(f"/s/{secret}/feed.atom")).status_code for secret in (first, second)]

    assert [200, 200] == on(seeded, use)
    for arguments in ((wanted,), ("list_unknown",), (wanted, "--days", "366")):
        refused = verb("tokens", "rotate", *arguments)
        assert ("", True) == (refused.stdout, refused.exit_code in (1, 2))
    assert 2 == value(seeded, "SELECT count(*) FROM subscriber_token")


def test_token_for_no_list_is_refused(verb: Verb, seeded: str) -> None:
    """A token is made for a list that there is."""
    result = verb("tokens", "create", "--controller", "absent", "--label", "reader")
    assert result.exit_code in (1, 2)
    assert ("", True) == (result.stdout, "absent" in result.stderr)
    assert 0 == value(seeded, "SELECT count(*) FROM subscriber_token")


def move(database_url: str, country: str) -> None:
    """Move Cloudflare to a country, with nothing to safeguard it."""

    async def put(service: Running) -> None:
        document = factories.subprocessor(
            locations=[factories.location(country)], safeguards=[], dpa=factories.signed_dpa()
        )
        await service.put("subprocessors/cloudflare", document, notice="waived", reason="a test")

    on(database_url, put)


def test_check_passes_and_fails(verb: Verb, seeded: str) -> None:
    """The check exits 0 while nothing of the severity is found, then 1, and names country, rule, article and remedy."""
    move(seeded, "IE")
    passed = verb("check", "--all", "--fail-on", "critical")
    assert (0, True) == (passed.exit_code, passed.stdout.startswith("passed"))
    move(seeded, "IN")
    failed = verb("check", "--all", "--fail-on", "critical")
    assert (1, True) == (failed.exit_code, failed.stdout.startswith("failed"))
    assert [] == [word for word in ("R23", "IN", "Art. 44", "->", "cloudflare", "acme") if word not in failed.stdout]
    assert 1 == verb("check", "--controller", "acme", "--fail-on", "critical").exit_code


def accept_all(database_url: str) -> None:
    """Accept every finding of high or worse, for a day."""

    async def accept(service: Running) -> None:
        for item in (await service.get("findings", min_severity="high", limit=500))["items"]:
            path = f"/v1/findings/{item['fingerprint']}/acceptance"
            answer = await service.staff.post(path, json={"reason": "Under way.", "until": str(in_days(1))})
            assert 201 == answer.status_code

    on(database_url, accept)


def test_accepted_finding_is_shown_and_does_not_fail(verb: Verb, seeded: str) -> None:
    """What is accepted is printed with its end, its key and its reason and fails no check, until the day after."""
    assert 1 == verb("check", "--all").exit_code
    accept_all(seeded)
    result = verb("check", "--all")
    assert (0, True) == (result.exit_code, result.stdout.startswith("passed"))
    assert f"accepted until {in_days(1)} by bootstrap: Under way." in result.stdout
    body = json.loads(verb("check", "--all", "--format", "json").stdout)
    assert {"reason": "Under way.", "until": str(in_days(1)), "by": "bootstrap"} in [
        item["accepted"] for item in body["items"]
    ]
    assert [0, 1] == [verb("check", "--all", "--on", str(in_days(days))).exit_code for days in (1, 2)]


def test_accepted_critical_finding_fails_the_check(verb: Verb, seeded: str) -> None:
    """Acceptance never turns a critical finding into a passed check; it is shown as accepted all the same."""
    move(seeded, "IN")
    accept_all(seeded)
    result = verb("check", "--all")
    assert (1, True) == (result.exit_code, "accepted until" in result.stdout)
    assert 1 == verb("check", "--controller", "acme", "--fail-on", "critical").exit_code


def test_check_fails_ahead(verb: Verb, seeded: str) -> None:
    """With --until the check fails for what will appear until the day, prints it with its reason, and not before."""
    move(seeded, "IE")

    async def plan(service: Running) -> str:
        moved = factories.subprocessor(locations=[factories.location("IN")], safeguards=[], dpa=factories.signed_dpa())
        answer = await service.put("subprocessors/cloudflare", moved, effective_on=str(in_days(45)))
        return answer.headers["Subreg-Change"]

    change = on(seeded, plan)
    asked = ("check", "--controller", "acme", "--fail-on", "critical")
    before = verb(*asked, "--until", str(in_days(44)))
    assert (0, f"until {in_days(44)}: 0 changes, none fails") == (before.exit_code, before.stdout.splitlines()[-1])
    after = verb(*asked, "--until", str(in_days(45)))
    assert (0, 1) == (verb(*asked).exit_code, after.exit_code)
    assert f"until {in_days(45)}: 5 changes, failed for 1 of them" in after.stdout
    why = f"(planned change {change}: locations of Cloudflare)"
    assert f"acme cloudflare IN eu: finding appears R23 No transfer tool, none -> critical {why}" in after.stdout
    body = json.loads(verb("check", "--all", "--until", str(in_days(45)), "--format", "json").stdout)
    assert {"acme", "closed"} == {item["controller"] for item in body["forecast"] if item["rule"] == "R23"}


def test_check_of_another_day(verb: Verb, seeded: str) -> None:
    """The check of a day before the list began passes: there is nothing on it."""
    move(seeded, "IN")
    result = verb("check", "--all", "--on", "2001-01-01")
    assert (0, True) == (result.exit_code, "2001-01-01" in result.stdout)


def test_check_as_json(verb: Verb, seeded: str) -> None:
    """JSON is all that stands on standard output, and holds every finding whatever fails."""
    move(seeded, "IN")
    result = verb("check", "--all", "--format", "json", "--fail-on", "critical")
    body = json.loads(result.stdout)
    assert (1, str(in_days(0)), 2) == (result.exit_code, body["on"], body["summary"]["critical"])
    assert {"acme", "closed"} == {item["controller"] for item in body["items"]}


@pytest.mark.parametrize("revoke", [["dpf,2021/914"], ["DPF", "(EU) 2021/914"], ["us-dpf-2023-1795 , 2021/914", "DPF"]])
def test_check_of_a_scenario(verb: Verb, seeded: str, revoke: list[str]) -> None:
    """What falls may be repeated or parted by commas, by id or name; the report names ids."""
    move(seeded, "IE")
    options = [word for name in revoke for word in ("--revoke", name)]
    body = json.loads(verb("check", "--all", "--format", "json", *options).stdout)
    assert ["US-DPF-2023-1795", "(EU) 2021/914"] == body["scenario"]["revoke"]


@pytest.mark.parametrize(("form", "begins"), [("sarif", "{"), ("junit", "<?xml")])
def test_check_for_pipelines(verb: Verb, seeded: str, form: str, begins: str) -> None:
    """The forms for pipelines have standard output to themselves, name the finding, and keep the exit codes."""
    move(seeded, "IN")
    failed = verb("check", "--all", "--format", form, "--fail-on", "critical")
    assert (1, True, True) == (failed.exit_code, failed.stdout.startswith(begins), "cloudflare" in failed.stdout)
    passed = verb("check", "--all", "--format", form, "--on", "2001-01-01")
    assert (0, True) == (passed.exit_code, passed.stdout.startswith(begins))


def test_import_and_again(verb: Verb, seeded: str, tmp_path: Path) -> None:
    """A file is loaded, reported, and changes nothing the second time."""
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    first, second = [verb("import", file, "--controller", "acme") for _ in range(2)]
    assert (0, 0) == (first.exit_code, second.exit_code)
    assert "acme: 2 added, 0 changed, 0 unchanged" in first.stdout
    assert "kept: cloudflare" in first.stdout
    assert "0 added, 0 changed, 2 unchanged, 0 no longer on the list; 0 changes recorded" in second.stdout
    assert "cli" == value(seeded, "SELECT actor FROM change ORDER BY seq DESC LIMIT 1")


def test_an_export_is_taken_by_an_import(verb: Verb, seeded: str, tmp_path: Path) -> None:
    """What export prints is whole, importing it again changes nothing, and of a day without anything it says so."""
    printed = verb("export", "--controller", "acme")
    (entry,) = [json.loads(line) for line in printed.stdout.splitlines()]
    assert (0, "cloudflare") == (printed.exit_code, entry["slug"])
    before = value(seeded, "SELECT count(*) FROM change")
    file = tmp_path / "acme.ndjson"
    file.write_text(printed.stdout)
    again = verb("import", file, "--controller", "acme")
    assert (0, True) == (again.exit_code, "1 unchanged, 0 no longer on the list; 0 changes recorded" in again.stdout)
    assert before == value(seeded, "SELECT count(*) FROM change")
    nothing = verb("export", "--controller", "acme", "--on", "2001-01-01")
    assert (0, "") == (nothing.exit_code, nothing.stdout)
    assert "Nothing is recorded of acme for 2001-01-01" in nothing.stderr


def test_dry_run_writes_nothing(verb: Verb, seeded: str, tmp_path: Path) -> None:
    """--dry-run reports as a load would, says that it is none, and writes nothing."""
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    before = value(seeded, "SELECT count(*) FROM change")
    result = verb("import", file, "--controller", "acme", "--dry-run")
    assert (0, True) == (result.exit_code, "2 added" in result.stdout)
    assert "(dry run: nothing was written)" in result.stdout
    assert before == value(seeded, "SELECT count(*) FROM change")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (LIST + "Box,x,XX\n", "/lines/4/location_iso"),
        ("sub_processr\nFastly\n", "sub_processr"),
        ("", ""),
    ],
)
def test_refused_import_is_1(verb: Verb, seeded: str, tmp_path: Path, content: str, named: str) -> None:
    """A file that is refused exits 1, names the place on standard error, and stores nothing."""
    file = tmp_path / "list.csv"
    file.write_text(content)
    before = value(seeded, "SELECT count(*) FROM change")
    result = verb("import", file, "--controller", "acme")
    assert (1, "", True) == (result.exit_code, result.stdout, named in result.stderr)
    assert before == value(seeded, "SELECT count(*) FROM change")


def test_import_into_no_list_is_1(verb: Verb, seeded: str, tmp_path: Path) -> None:
    """A list is made before it is loaded."""
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    result = verb("import", file, "--controller", "absent")
    assert (1, True) == (result.exit_code, "absent" in result.stderr)
    assert 1 == value(seeded, "SELECT count(*) FROM subject WHERE kind = 'subprocessor'")


def test_announced_import_waits(verb: Verb, seeded: str, tmp_path: Path) -> None:
    """--announce gives due notice: the entries are planned for the day after it."""
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    assert 0 == verb("import", file, "--controller", "acme", "--announce").exit_code
    query = (
        "SELECT max(effective_on) FROM change JOIN subject ON subject.id = subject WHERE subject.kind = 'engagement'"
    )
    assert in_days(30) == value(seeded, query)


def test_history_is_replayed_once(verb: Verb, seeded: str, tmp_path: Path) -> None:
    """--history loads dated changes into an empty list, and is refused where there are notices."""
    file = tmp_path / "history.csv"
    file.write_text(HISTORY)
    first, second = [verb("import", file, "--controller", "acme", "--history") for _ in range(2)]
    assert (0, 1) == (first.exit_code, second.exit_code)
    assert "already has notices" in second.stderr
    days = "SELECT array_agg(published::date::text ORDER BY number) FROM notice WHERE controller = 'acme'"
    assert ["2020-01-01", "2021-06-01", "2022-01-01"] == value(seeded, days)


@pytest.mark.parametrize("more", [["--announce"], ["--effective-on", "2026-01-01"]])
def test_history_brings_its_own_days(verb: Verb, seeded: str, tmp_path: Path, more: list[str]) -> None:
    """--history beside a day or an announcement is misuse."""
    file = tmp_path / "history.csv"
    file.write_text(HISTORY)
    before = value(seeded, "SELECT count(*) FROM change")
    assert 2 == verb("import", file, "--controller", "acme", "--history", *more).exit_code
    assert before == value(seeded, "SELECT count(*) FROM change")


def test_a_verb_whose_database_breaks_off_could_not_run(verb: Verb, database_url: str) -> None:
    """It ends with 3 and the cause in one sentence, not with a trace."""
    value(
        database_url,
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$",
    )
    value(database_url, "CREATE TRIGGER fails BEFORE INSERT ON api_key FOR EACH ROW EXECUTE FUNCTION fail()")
    result = verb("keys", "create", "--scope", "check")
    assert (3, True, "") == (result.exit_code, "could not extend file" in result.stderr, result.stdout)
