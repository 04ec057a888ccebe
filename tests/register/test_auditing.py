"""What was altered, removed or inserted in the log is found and named; persons are erased with the chain whole."""

import asyncio
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from service.database.pool import Pool
from service.errors import Conflict, NotFound
from service.hash_chains import Verdict
from service.law import load_law
from service.objections import Filing
from service.register import auditing, objecting
from service.register.acts import Terms
from service.register.scope import controller, engagement, subprocessor
from service.store import people
from tests import factories
from tests.register.auditor import KEPT_ANEW, LINKED_ANEW, SEALED_ANEW, exported, lines_of, of_alfa, tampered
from tests.register.desk import TODAY, Desk

PAIR, CLOUD = engagement(("alfa", "cloud")), subprocessor("cloud")


@pytest.mark.usefixtures("logged")
async def test_log_that_nobody_touched_is_whole(pool: Pool, tmp_path: Path) -> None:
    """Database and export are whole against the head, which is in the last line; again, it is the same export."""
    head = await exported(pool, tmp_path / "log")
    lines = lines_of(tmp_path / "log")
    assert head == lines[-1]["hash"]
    whole = Verdict(changes=8, chains=3, head=head, broken=None)
    assert whole == await auditing.verify(pool, head) == await auditing.verify_file(tmp_path / "log", head)
    assert head == await exported(pool, tmp_path / "again")
    assert (tmp_path / "log").read_bytes() == (tmp_path / "again").read_bytes()


@pytest.mark.usefixtures("logged")
async def test_each_chain_is_of_one_head(pool: Pool, tmp_path: Path) -> None:
    """A list's chain holds its document and its engagements, a sub-processor's chain its own document alone."""
    await exported(pool, tmp_path / "log")
    lines = lines_of(tmp_path / "log")[:-1]
    assert [("controller/alfa", n) for n in range(1, 7)] == [
        (line["chain"], line["place"]) for line in lines if line["controller"] == "alfa"
    ]
    assert {("subprocessor/cloud", 1), ("controller/bravo", 1)} == {
        (line["chain"], line["place"]) for line in lines if line["controller"] != "alfa"
    }


async def test_old_head_stays_good(logged: Desk, pool: Pool, tmp_path: Path) -> None:
    """What is recorded after a head leaves the log whole against it, in the database and in a later export."""
    old = (await auditing.take_checkpoint(pool)).hash
    await logged.controller("charlie")
    await logged.put(PAIR, factories.engagement("Once more"), manner="correction")
    new = await exported(pool, tmp_path / "log")
    assert old != new
    for verdict in (await auditing.verify(pool, old), await auditing.verify_file(tmp_path / "log", old)):
        assert (10, 4, new, None) == (verdict.changes, verdict.chains, verdict.head, verdict.broken)


BREAKS = {
    "flipped": (
        ["UPDATE change SET actor = 'other' WHERE ALFA AND place = 3"],
        "number 3 of controller/alfa",
        "altered",
    ),
    "float": (
        ["UPDATE change SET after = jsonb_set(after, '{purpose}', '15') WHERE ALFA AND place = 3"],
        "number 3 of controller/alfa",
        "altered",
    ),
    "number without a canonical form": (
        ["UPDATE change SET after = jsonb_set(after, '{purpose}', '9007199254740993') WHERE ALFA AND place = 3"],
        "number 3 of controller/alfa",
        "altered",
    ),
    "number beyond all": (
        ["UPDATE change SET after = jsonb_set(after, '{purpose}', '1e400') WHERE ALFA AND place = 3"],
        "number 3 of controller/alfa",
        "altered",
    ),
    "never": (
        ["UPDATE change SET effective_on = 'infinity' WHERE ALFA AND place = 3"],
        "number 3 of controller/alfa",
        "altered",
    ),
    "microsecond": (
        ["UPDATE change SET recorded_at = recorded_at + interval '1 us' WHERE ALFA AND place = 2"],
        "number 2 of controller/alfa",
        "altered",
    ),
    "order": (["UPDATE change SET seq = DEFAULT WHERE ALFA AND place = 2"], "number 2 of controller/alfa", "altered"),
    "reason": (
        ["UPDATE change SET reason = 'other' WHERE ALFA AND place = 4"],
        "number 4 of controller/alfa",
        "reason",
    ),
    "renamed": (
        ["UPDATE subject SET controller = 'mallory' WHERE controller = 'bravo'"],
        "number 1 of controller/mallory",
        "altered",
    ),
    "removed": (["DELETE FROM change WHERE ALFA AND place = 3"], "number 4 of controller/alfa", "change 3 is missing"),
    "swapped": (
        [
            "UPDATE change SET place = -place WHERE ALFA AND place IN (3, 4)",
            "UPDATE change SET place = 7 + place WHERE ALFA AND place < 0",
        ],
        "number 3 of controller/alfa",
        "altered",
    ),
    "altered, with its own hash made right": (
        ["UPDATE change SET actor = 'other' WHERE ALFA AND place = 3", SEALED_ANEW],
        "number 4 of controller/alfa",
        "predecessor",
    ),
    "swapped, with their own hashes made right": (
        [
            "UPDATE change SET place = -place WHERE ALFA AND place IN (3, 4)",
            "UPDATE change SET place = 7 + place WHERE ALFA AND place < 0",
            SEALED_ANEW,
        ],
        "number 3 of controller/alfa",
        "predecessor",
    ),
    "moved to another chain": (
        ["UPDATE change SET chain = (SELECT id FROM subject WHERE controller = 'bravo') WHERE ALFA AND place = 6"],
        "number 6 of controller/alfa",
        "1 to 5 are missing",
    ),
    "cut tail": (["DELETE FROM change WHERE ALFA AND place > 4"], "change 6 of controller/alfa", "gone"),
    "lost chain": (
        ["DELETE FROM change WHERE chain = (SELECT id FROM subject WHERE controller = 'bravo')"],
        "change 1 of controller/bravo",
        "gone",
    ),
    "recomputed chain": (
        ["UPDATE change SET actor = 'other' WHERE ALFA AND place = 2", LINKED_ANEW],
        "change 6 of controller/alfa",
        "worked out anew",
    ),
    "recomputed with what checkpoints kept": (
        ["UPDATE change SET actor = 'other' WHERE ALFA AND place = 2", LINKED_ANEW, KEPT_ANEW],
        "the checkpoint of",
        "worked out anew",
    ),
    "checkpoints gone": (["DELETE FROM checkpoint_head", "DELETE FROM checkpoint"], "the head ", "no checkpoint"),
    "checkpoint altered": (["UPDATE checkpoint SET changes = 7"], "the checkpoint of", "altered"),
}


async def test_a_checkpoint_that_was_removed_is_missed(logged: Desk, pool: Pool, tmp_path: Path) -> None:
    """An earlier checkpoint that is gone from the database or from an export is missed by the one after it."""
    first = (await auditing.take_checkpoint(pool)).hash
    await logged.controller("charlie")
    head = await exported(pool, tmp_path / "log")
    lines = (tmp_path / "log").read_bytes().splitlines(keepends=True)
    (tmp_path / "log").write_bytes(b"".join(line for line in lines if f'"hash":"{first}"'.encode() not in line))
    await tampered(pool, "DELETE FROM checkpoint_head", "DELETE FROM checkpoint WHERE predecessor IS NULL")
    for verdict in (await auditing.verify(pool, head), await auditing.verify_file(tmp_path / "log", head)):
        assert verdict.broken is not None
        assert "does not name the checkpoint before it" in verdict.broken.what


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize(("statements", "where", "what"), BREAKS.values(), ids=BREAKS)
async def test_break_in_the_database_is_found_and_named(
    pool: Pool, statements: list[str], where: str, what: str
) -> None:
    """Whatever the owner of the database did to the log, since a head that is kept elsewhere, is named."""
    head = (await auditing.take_checkpoint(pool)).hash
    await tampered(pool, *statements)
    broken = (await auditing.verify(pool, head)).broken
    assert broken is not None
    assert where in broken.where
    assert what in broken.what


@pytest.mark.usefixtures("logged")
async def test_inserted_change_is_found(pool: Pool) -> None:
    """A change that is dated back before a checkpoint breaks it, although PostgreSQL links it like any other."""
    head = (await auditing.take_checkpoint(pool)).hash
    await pool.execute(
        of_alfa(
            "INSERT INTO change (id, subject, recorded_at, actor, kind, manner, effective_on, material)"
            " SELECT gen_random_uuid(), subject, recorded_at, actor, 'changed', 'notice', effective_on, false"
            " FROM change WHERE ALFA AND place = 3"
        )
    )
    broken = (await auditing.verify(pool, head)).broken
    assert broken is not None
    assert "binds 8 changes in 3 chains, and up to then there are now 9" in broken.what


@pytest.mark.usefixtures("logged")
async def test_chain_inserted_before_all_others_is_found(pool: Pool) -> None:
    """A list that is put in with a number below that of every other, dated back before a checkpoint, breaks it."""
    head = (await auditing.take_checkpoint(pool)).hash
    await pool.execute(
        "INSERT INTO subject (id, kind, controller) OVERRIDING SYSTEM VALUE VALUES (-5, 'controller', 'mallory')"
    )
    await pool.execute(
        of_alfa(
            "INSERT INTO change (id, subject, recorded_at, actor, kind, manner, effective_on, present, after, material)"
            " SELECT gen_random_uuid(), -5, recorded_at, actor, kind, manner, effective_on, present, after, material"
            " FROM change WHERE ALFA AND place = 1"
        )
    )
    broken = (await auditing.verify(pool, head)).broken
    assert broken is not None
    assert "binds 8 changes in 3 chains, and up to then there are now 9 in 4" in broken.what


@pytest.mark.usefixtures("logged")
async def test_rewritten_register_is_found_by_the_kept_head_alone(pool: Pool) -> None:
    """A log that was worked out anew with all its checkpoints is whole in itself, and not against the head."""
    head = (await auditing.take_checkpoint(pool)).hash
    forged = "UPDATE change SET actor = 'other' WHERE ALFA AND place = 2"
    await tampered(pool, forged, LINKED_ANEW, "DELETE FROM checkpoint_head", "DELETE FROM checkpoint")
    await auditing.take_checkpoint(pool)
    assert (await auditing.verify(pool, None)).broken is None
    broken = (await auditing.verify(pool, head)).broken
    assert broken is not None
    assert f"the head {head}" == broken.where


@pytest.mark.usefixtures("logged")
async def test_checkpoint_does_not_cover_up_a_loss(pool: Pool) -> None:
    """Over a log that lacks what a checkpoint holds, no other checkpoint is made, and nothing is exported."""
    await auditing.take_checkpoint(pool)
    await tampered(pool, "DELETE FROM change WHERE ALFA AND place > 4")
    written: list[bytes] = []
    with pytest.raises(Conflict, match="change 6 of controller/alfa"):
        await auditing.export(pool, written.append)
    assert [] == written


async def test_reason_is_erased_with_the_chain_whole(logged: Desk, pool: Pool) -> None:
    """A reason that names a person goes for good, the chain stays whole; a second time there is none to erase."""
    receipt = await logged.put(PAIR, factories.engagement("Mended"), manner="waived")
    head = (await auditing.take_checkpoint(pool)).hash
    await auditing.erase_reason(pool, receipt.changes[0])
    assert (await auditing.verify(pool, head)).broken is None
    row = await pool.fetchrow("SELECT reason, reason_salt, reason_digest FROM change WHERE id = $1", receipt.changes[0])
    assert row is not None
    assert (None, None) == (row["reason"], row["reason_salt"])
    assert row["reason_digest"] is not None
    for change in (receipt.changes[0], uuid4()):
        with pytest.raises(NotFound, match="with a reason"):
            await auditing.erase_reason(pool, change)


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize("words", ["reason = 'better'", "reason_salt = gen_random_uuid()", "reason_digest = NULL"])
async def test_reason_is_never_rewritten(pool: Pool, words: str) -> None:
    """PostgreSQL lets the words of a reason go, and takes no others in their place."""
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await pool.execute("UPDATE change SET WORDS WHERE reason IS NOT NULL".replace("WORDS", words))


@pytest.mark.usefixtures("logged")
async def test_change_is_linked_whatever_its_writer_says(pool: Pool) -> None:
    """A direct writer who gives a place and a hash of its own gets those of the chain."""
    head = (await auditing.take_checkpoint(pool)).hash
    await pool.execute(
        of_alfa(
            "INSERT INTO change (id, subject, recorded_at, actor, kind, manner, effective_on, material, place, hash)"
            " SELECT gen_random_uuid(), subject, now(), 'psql', 'changed', manner, effective_on, false, 9, 'x'"
            " FROM change WHERE ALFA AND place = 1"
        )
    )
    found = await auditing.verify(pool, head)
    assert (9, None) == (found.changes, found.broken)


@pytest.mark.usefixtures("logged")
async def test_checkpoints_at_once_are_one(pool: Pool) -> None:
    """Whoever comes second to the place after the last checkpoint finds that of the first, and none is refused."""
    taken = await asyncio.gather(*(auditing.take_checkpoint(pool) for _ in range(8)))
    assert {(await auditing.verify(pool, None)).head} == {checkpoint.hash for checkpoint in taken}
    assert 1 == await pool.fetchval("SELECT count(*) FROM checkpoint")


async def test_writers_at_once_never_fork_a_chain(logged: Desk, pool: Pool) -> None:
    """Many writers of one list and of others leave chains in which every place is taken once."""
    writers = [logged.put(PAIR, factories.engagement(f"Purpose {n}"), manner="correction") for n in range(8)]
    await asyncio.gather(*writers, *(logged.controller(f"list-{n}") for n in range(4)), auditing.take_checkpoint(pool))
    found = await auditing.verify(pool, None)
    assert (20, 7, None) == (found.changes, found.chains, found.broken)


async def test_chains_do_not_wait_for_each_other(logged: Desk, pool: Pool) -> None:
    """While one list's change is not committed, another list is written and a sub-processor too."""
    async with pool.acquire() as conn, conn.transaction():
        await Desk.on(conn).put(controller("bravo"), factories.controller("Bravo", language="nb"))
        await asyncio.wait_for(logged.put(PAIR, factories.engagement("Now"), manner="correction"), 20)
        await asyncio.wait_for(logged.subprocessor("mail"), 20)
    assert (await auditing.verify(pool, None)).broken is None


async def test_erased_person_is_gone_from_every_table(logged: Desk, pool: Pool) -> None:
    """Of a contact and of an objector no word is left anywhere, and the chain is whole against the head of before."""
    names = factories.person()
    await logged.put(subprocessor("mail"), factories.subprocessor("Mail", contact=names))
    await logged.put(CLOUD, factories.subprocessor("Cloud", locations=[factories.location("IN")]))
    notice = await logged.newest("alfa")
    filing = Filing(reason=f"I, {names['name']}, object.", contact=names)  # type: ignore[arg-type]
    terms = Terms(actor="token:t", today=TODAY)
    await logged.run(lambda conn: objecting.file(conn, "alfa", notice.id, filing, terms, load_law(), verified=True))
    head = (await auditing.take_checkpoint(pool)).hash
    assert {"person", "objection"} == await tables_with(pool, names["name"])
    async with pool.acquire() as conn:
        for person in await people.like(conn, "PERNILLE@"):
            assert await people.erase(conn, person.id, words=True)
    for word in names.values():
        assert set() == await tables_with(pool, word)
    assert (await auditing.verify(pool, head)).broken is None


async def tables_with(pool: Pool, words: str) -> set[str]:
    """The tables in any row of which these words stand."""
    found = set()
    for row in await pool.fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"):
        query = f"SELECT count(*) FROM {row['name']} AS one WHERE position($1 IN one::text) > 0"  # noqa: S608 — a table
        if await pool.fetchval(query, words):
            found.add(row["name"])
    return found
