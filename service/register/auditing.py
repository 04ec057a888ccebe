"""The log for an auditor: a checkpoint, an export that ends with it, and the search for the first break."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from service import hash_chains
from service.changes import Plain
from service.database.pool import Connection, Pool
from service.database.transactions import in_transaction, snapshot
from service.errors import Conflict, Malformed, NotFound, Place
from service.hash_chains import Checkpoint, Line, Verdict, canonical
from service.store import changes, checkpoints, subjects

# How a checkpoint begins in the canonical form, and no change does.
_CHECKPOINT = b'{"chains":'


async def take_checkpoint(pool: Pool) -> Checkpoint:
    """Bind the heads of all chains as they stand now; where nothing was recorded since the last one, return that.

    Raises Conflict where the log has lost what an earlier checkpoint holds: another one would cover that up.
    """
    async with pool.acquire() as conn:  # not in the transaction: writers would wait for what it waited for
        now = await subjects.clock(conn)
        await subjects.settle(conn, now)
    return await in_transaction(pool, lambda conn: _checkpoint(conn, now))


async def export(pool: Pool, write: Callable[[bytes], object]) -> Checkpoint:
    """Write the whole log as lines of JSON, in the canonical form, and return the checkpoint that ends it.

    First the changes, chain by chain, then all checkpoints. Raises as `take_checkpoint`; then nothing is written.
    """
    last = await take_checkpoint(pool)
    async with snapshot(pool) as conn:
        async for line in checkpoints.lines(conn, datetime.fromisoformat(last.moment)):
            write(canonical(line) + b"\n")
        for one in await checkpoints.kept(conn):
            write(canonical(one) + b"\n")
            if one.hash == last.hash:
                break
    return last


async def verify(pool: Pool, head: str | None) -> Verdict:
    """Find the first break of the log since the checkpoint with the hash `head`, or of what the checkpoints hold."""
    async with snapshot(pool) as conn:
        found = await hash_chains.verify(checkpoints.lines(conn, subjects.NOW), await checkpoints.kept(conn), head)
        lost = await checkpoints.lost(conn)
    # A head that is lost has a name; that a checkpoint no longer binds the log has none.
    named = found.broken is None or found.broken.where.startswith(("the checkpoint", "the head"))
    return msgspec.structs.replace(found, broken=lost) if lost is not None and named else found


async def verify_file(file: Path, head: str | None) -> Verdict:
    """Find the first break of an exported log. It is read twice, by lines. Raises Malformed where it is none."""
    with file.open("rb") as raw:
        ends = [line for _, line in _lines(raw, only=_CHECKPOINT) if isinstance(line, Checkpoint)]
    if not ends:
        raise Malformed("The file does not end with a checkpoint: it is no export of a log, or its end is cut off.")
    with file.open("rb") as raw:
        return await hash_chains.verify(_changes(raw), ends, head, ended=True)


async def erase_reason(pool: Pool, change: UUID) -> None:
    """Erase the reason of a change, for it names a person (GDPR Art. 17); its digest stays and says nothing.

    Raises NotFound where there is no such change with a reason.
    """
    async with pool.acquire() as conn:
        if not await changes.erase_reason(conn, change):
            raise NotFound(f"There is no change {change} with a reason.")


async def _checkpoint(conn: Connection, now: datetime) -> Checkpoint:
    lost = await checkpoints.lost(conn)
    if lost is not None:
        raise Conflict(f"The log is broken, so no checkpoint is made: {lost.where}: {lost.what}.")
    earlier = await checkpoints.kept(conn)
    last = earlier[-1] if earlier else None
    tally = await checkpoints.tally(conn, now)
    # Another process may have made one of a later moment meanwhile.
    if last is not None and (last.moment >= tally.moment or last.heads == tally.heads()):
        return last
    made = hash_chains.checkpoint(tally, last.hash if last else None)
    await checkpoints.keep(conn, made, now)
    return made


async def _changes(raw: Iterable[bytes]) -> AsyncIterator[Line]:
    ended = False
    for number, line in _lines(raw):
        if isinstance(line, Checkpoint):
            ended = True
        elif ended:
            raise _malformed(number, "a change stands after a checkpoint")
        else:
            yield line


def _lines(raw: Iterable[bytes], *, only: bytes = b"") -> Iterator[tuple[int, Line | Checkpoint]]:
    """Yield what stands in the lines that begin with `only`, with their numbers; raises Malformed."""
    for number, text in enumerate(raw, 1):
        if not text.startswith(only):
            continue
        try:
            plain = msgspec.json.decode(text, type=Plain)
            exact = canonical(plain) + b"\n" == text
            line: Line | Checkpoint = (
                msgspec.convert(plain, Checkpoint) if "moment" in plain else msgspec.convert(plain, Line)
            )
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, RecursionError) as error:
            raise _malformed(number, f"it is neither a change nor a checkpoint, so it was altered ({error})") from None
        if not exact:
            raise _malformed(number, "it is not in the canonical form of RFC 8785, so it was altered")
        yield number, line


def _malformed(number: int, what: str) -> Malformed:
    return Malformed(f"Line {number} of the file: {what}.", (Place(f"/{number}", what),))
