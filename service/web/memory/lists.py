"""Lists as staff read them, kept with what they rest on, so that one statement says whether an answer still holds.

Nothing here trusts time. An answer holds for the day and the parameters that are its key while the register has
recorded nothing of what it rests on (`service.register.grounds`), whoever wrote, and where; so each request asks. It is
kept for who sends the same credential, so that nobody else can tell by the time that it is there.
"""

from datetime import date

import msgspec

from service.access.secrets import digest
from service.database.pool import Connection, Pool
from service.register.grounds import Grounds
from service.store import keys, subjects
from service.store.keys import Known
from service.store.subjects import Standing
from service.web.memory.bounded import Bounded

_MOST_BYTES = 32 * 2**20
_BYTES_BESIDE = 900  # of its key, its tag and all that holds them, beside a body
_BYTES_EACH = 100  # of a head or a contact that an answer rests on, and how it stood

# By whom, for what, with which parameters, and on which day (UTC).
Request = tuple[bytes, bytes, bytes, date]


class KeptList(msgspec.Struct, frozen=True, kw_only=True):
    """A list as JSON, its entity tag, and what it rests on."""

    body: bytes
    etag: str
    grounds: Grounds


def requested(authorization: str, path: str, parameters: bytes, today: date) -> Request:
    """Return under what an answer is kept: digests, since a path and a query may be as long as whoever asks likes."""
    return digest(authorization), digest(path), digest(parameters.decode("latin-1")), today


class Lists(Bounded[Request, KeptList]):
    """The answers of one process, by who asked for what."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        """Take the bound of what is kept, in bytes."""
        super().__init__(_size, most_bytes)


class Asking:
    """A request for a list of which an answer may be kept: whether that holds is asked with the key, or after it."""

    def __init__(self, kept: KeptList | None) -> None:
        """Take what is kept, if anything."""
        self._kept = kept
        self._standing: Standing | None = None

    async def look_up(self, conn: Connection, digest: bytes) -> Known | None:
        """Return the key with this hash, as `keys.by_hash` does, and ask in the same statement."""
        if self._kept is None:
            return await keys.by_hash(conn, digest)
        grounds = self._kept.grounds
        found, self._standing = await keys.by_hash_with_standing(conn, digest, grounds.heads, grounds.people)
        return found

    async def answer(self, pool: Pool) -> KeptList | None:
        """Return what is kept, where it held when the request was let in; to be called after that."""
        if self._kept is None:
            return None
        grounds = self._kept.grounds
        if self._standing is None:  # whoever comes with an access token, or the bootstrap key, is looked up nowhere
            async with pool.acquire() as conn:
                self._standing = await subjects.standing(conn, grounds.heads, grounds.people)
        return self._kept if self._standing == grounds.standing else None


def _size(answer: KeptList) -> int:
    return _BYTES_BESIDE + len(answer.body) + _BYTES_EACH * (len(answer.grounds.heads) + len(answer.grounds.people))
