"""Keys of the compliance API."""

from datetime import date, timedelta
from typing import Any

import pytest

from service.access import keys, secrets
from service.access.keys import SCOPES, Actor
from service.access.secrets import Minted
from service.database.pool import Connection
from service.errors import Forbidden, Invalid, NotFound, Unauthorised
from service.store import keys as stored
from service.store import notices
from service.store.keys import Grant, KeyRow
from service.store.notices import FeedWords

BOOTSTRAP = "a-first-key-that-is-long-enough-012345"


async def made(conn: Connection, scopes: list[str], label: str = "", **fields: Any) -> Minted:  # noqa: ANN401 — fields of any type
    """A key that was made now."""
    return await keys.create(conn, Grant(scopes=scopes, label=label, by="cli", **fields))


async def only(conn: Connection) -> KeyRow:
    """The one key that is stored."""
    (row,) = await stored.all_keys(conn)
    return row


async def test_key_opens_with_its_scopes(conn: Connection) -> None:
    """Who sends the secret of a key is known by the key's id, with its scopes and no other."""
    minted = await made(conn, ["check", "register:read"], "pipeline")
    actor = await keys.authenticate(conn, f"Bearer {minted.secret}")
    assert Actor(name=f"key:{minted.id}", scopes=frozenset({"check", "register:read"})) == actor
    assert "pipeline" == (await only(conn)).label


async def test_scope_that_is_lacking_is_forbidden(conn: Connection) -> None:
    """A key may do what its scopes say; what it lacks is named with the way to get it."""
    minted = await made(conn, ["check"], "")
    actor = await keys.authenticate(conn, f"Bearer {minted.secret}")
    actor.require("check")
    with pytest.raises(Forbidden, match=r"register:write.*subreg keys create"):
        actor.require("register:write")


async def test_bootstrap_key_has_all_scopes(conn: Connection) -> None:
    """The first key needs no row in the database and may do everything; without it set, it is as any wrong key."""
    actor = keys.bootstrap_actor(f"Bearer {BOOTSTRAP}", secrets.digest(BOOTSTRAP))
    assert Actor(name="bootstrap", scopes=frozenset(SCOPES)) == actor
    assert keys.bootstrap_actor(f"Bearer {BOOTSTRAP}", None) is None
    assert keys.bootstrap_actor(f"Bearer {BOOTSTRAP}x", secrets.digest(BOOTSTRAP)) is None
    with pytest.raises(Unauthorised):
        await keys.authenticate(conn, f"Bearer {BOOTSTRAP}")


@pytest.mark.parametrize("noted", [None, date(2020, 3, 1)])
async def test_use_is_noted(conn: Connection, noted: date | None) -> None:
    """The first use is noted with its day, and so is a use on a later day than the one noted."""
    minted = await made(conn, ["check"], "")
    await conn.execute("UPDATE api_key SET last_used_on = $1", noted)
    await keys.authenticate(conn, f"Bearer {minted.secret}")
    last = (await only(conn)).last_used_on
    assert last is not None
    assert last > date(2020, 3, 1)


@pytest.mark.parametrize("form", ["Bearer {}", "bearer {}", "BEARER {}", "Bearer  {} "])
async def test_scheme_is_read_as_rfc_9110_says(conn: Connection, form: str) -> None:
    """The name of the scheme is in any case, and blanks around the key do not count."""
    minted = await made(conn, ["check"], "")
    assert f"key:{minted.id}" == (await keys.authenticate(conn, form.format(minted.secret))).name


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic {}", "{}", "Bearer {}x", "Bearer x{}"])
async def test_anything_else_is_nobody(conn: Connection, header: str | None) -> None:
    """No key, no scheme, another scheme or another secret is Unauthorised."""
    minted = await made(conn, ["check"], "")
    with pytest.raises(Unauthorised):
        await keys.authenticate(conn, header and header.format(minted.secret))
    assert (await only(conn)).last_used_on is None


async def test_wrong_and_revoked_are_told_alike(conn: Connection) -> None:
    """Nobody learns whether a key was ever good."""
    minted = await made(conn, ["check"], "")
    assert await stored.revoke(conn, minted.id, by="cli")
    with pytest.raises(Unauthorised) as revoked:
        await keys.authenticate(conn, f"Bearer {minted.secret}")
    with pytest.raises(Unauthorised) as wrong:
        await keys.authenticate(conn, f"Bearer {secrets.mint(secrets.KEY).secret}")
    assert wrong.value.detail == revoked.value.detail


async def test_key_is_revoked_once(conn: Connection) -> None:
    """Revoking says whether it closed an open key, and the key stays closed."""
    minted = await made(conn, ["check"], "")
    assert [True, False, False] == [
        await stored.revoke(conn, name, by="cli") for name in (minted.id, minted.id, "none")
    ]


@pytest.mark.parametrize("scopes", [[], ["everything"], ["check", "CHECK"], ["register:*"], [""]])
async def test_unknown_scope_makes_no_key(conn: Connection, scopes: list[str]) -> None:
    """A key is made of scopes that there are, one at least; the refusal lists them."""
    with pytest.raises(Invalid, match=", ".join(SCOPES)):
        await made(conn, scopes, "")
    assert [] == await stored.all_keys(conn)


@pytest.mark.parametrize("prefix", [secrets.KEY, secrets.TOKEN])
def test_secret_is_random_and_known_by_its_prefix(prefix: str) -> None:
    """A secret has 32 random bytes behind a prefix that scanners know; id and hash give nothing of them away."""
    made = [secrets.mint(prefix) for _ in range(50)]
    assert 50 == len({one.secret for one in made}) == len({one.id for one in made})
    for one in made:
        assert one.secret.startswith(prefix)
        assert 43 == len(one.secret.removeprefix(prefix))
        assert secrets.digest(one.secret) == one.digest
        assert one.id.rpartition("_")[2] not in one.secret


async def test_secret_is_kept_as_a_hash(conn: Connection) -> None:
    """The table holds the SHA-256 of the secret and no part of the secret."""
    minted = await made(conn, ["check"], "")
    row = await conn.fetchrow("SELECT hash, api_key::text AS whole FROM api_key")
    assert row is not None
    assert minted.digest == row["hash"]
    assert minted.secret.removeprefix(secrets.KEY)[:8] not in row["whole"]


async def opens(conn: Connection, minted: Minted) -> bool:
    """Whether a key opens anything."""
    try:
        await keys.authenticate(conn, f"Bearer {minted.secret}")
    except Unauthorised:
        return False
    return True


async def test_key_ends_on_its_own(conn: Connection) -> None:
    """A key made for some days opens until they are over; one that is made without an end stays."""
    ending, lasting = await made(conn, ["check"], days=30), await made(conn, ["check"])
    ends = {row.id: row.expires_at - row.created_at for row in await stored.all_keys(conn) if row.expires_at}
    assert {ending.id: 30} == {name: round(left / timedelta(days=1)) for name, left in ends.items()}
    assert [True, True] == [await opens(conn, one) for one in (ending, lasting)]
    await conn.execute(
        "UPDATE api_key SET created_at = created_at - interval '31 days', expires_at = clock_timestamp()"
    )
    await conn.execute("UPDATE api_key SET expires_at = NULL WHERE id = $1", lasting.id)
    assert [False, True] == [await opens(conn, one) for one in (ending, lasting)]


async def test_rotated_key_overlaps(conn: Connection) -> None:
    """A key that takes the place of another is for the same and as long; the old one opens on until it ends."""
    await notices.begin_feed(conn, "acme", FeedWords(title="Acme", author="Registrar", language="en"))
    old = await made(conn, ["check"], "pipeline", controllers=["acme"], days=90)
    new = await keys.rotate(conn, old.id, days=7, by="cli")
    rows = {row.id: row for row in await stored.all_keys(conn)}
    assert [True, True] == [await opens(conn, one) for one in (old, new)]
    left = {
        name: round((row.expires_at - row.created_at) / timedelta(days=1))
        for name, row in rows.items()
        if row.expires_at
    }
    assert {old.id: 7, new.id: 90} == left
    assert [("pipeline", ("check",), ("acme",), "cli")] * 2 == [
        (row.label, row.scopes, row.controllers, row.created_by) for row in rows.values()
    ]
    assert [True, False] == [rows[one.id].rotated_at is not None for one in (old, new)]


async def test_rotation_prolongs_nothing(conn: Connection) -> None:
    """A key that ends earlier than the overlap ends when it would have; without an overlap it ends at once."""
    soon, now = await made(conn, ["check"], days=2), await made(conn, ["check"])
    await keys.rotate(conn, soon.id, days=7, by="cli")
    await keys.rotate(conn, now.id, days=0, by="cli")
    rows = {row.id: row for row in await stored.all_keys(conn)}
    end = rows[soon.id].expires_at
    assert end is not None
    assert 2 == round((end - rows[soon.id].created_at) / timedelta(days=1))
    assert [True, False] == [await opens(conn, one) for one in (soon, now)]


@pytest.mark.parametrize("closed", ["revoked", "rotated", "over", "unknown"])
async def test_what_is_closed_is_not_rotated(conn: Connection, closed: str) -> None:
    """A key is rotated once, while it is open; of one that is closed or unknown nothing is made."""
    old = await made(conn, ["check"], days=1)
    if closed == "revoked":
        await stored.revoke(conn, old.id, by="cli")
    elif closed == "rotated":
        await keys.rotate(conn, old.id, days=1, by="cli")
    elif closed == "over":
        await conn.execute("UPDATE api_key SET expires_at = created_at")
    before = await stored.all_keys(conn)
    with pytest.raises(NotFound, match="no open key"):
        await keys.rotate(conn, "key_unknown" if closed == "unknown" else old.id, days=1, by="cli")
    assert before == await stored.all_keys(conn)


async def test_key_is_bound_to_lists_that_there_are(conn: Connection) -> None:
    """Who sends a bound key is known with its lists; a list that there is not makes no key."""
    await notices.begin_feed(conn, "acme", FeedWords(title="Acme", author="Registrar", language="en"))
    minted = await made(conn, ["check"], controllers=["acme"])
    actor = await keys.authenticate(conn, f"Bearer {minted.secret}")
    assert frozenset({"acme"}) == actor.controllers
    for wrong in ("other", "NO SLUG"):
        with pytest.raises(NotFound, match=wrong):
            await made(conn, ["check"], controllers=["acme", wrong])
    assert minted.id == (await only(conn)).id


async def test_who_made_and_closed_a_key_is_kept(conn: Connection) -> None:
    """A key remembers by whom it was made and by whom it was closed."""
    minted = await made(conn, ["check"])
    await stored.revoke(conn, minted.id, by="somebody")
    row = await only(conn)
    assert ("cli", "somebody") == (row.created_by, row.revoked_by)


async def test_hash_that_only_begins_alike_is_another(conn: Connection) -> None:
    """The index finds a key by a part of its hash; what is alike in that part alone opens nothing."""
    minted = await made(conn, ["check"])
    assert await stored.by_hash(conn, minted.digest) is not None
    assert await stored.by_hash(conn, minted.digest[:8] + bytes(24)) is None
