"""The demo: real published lists in a register, to look at and to try.

It shows what a published page declares and what it leaves out. A thing that is undeclared is not a breach.
"""

from collections.abc import Callable, Sequence

from service import examples, urls
from service.access import keys
from service.access.keys import SCOPES
from service.changes import Subject
from service.controllers import Controller
from service.database.pool import Connection, Pool
from service.database.transactions import in_transaction
from service.documents import to_plain
from service.histories import read_history
from service.imports import Desired, read_list
from service.law import Law
from service.register.acts import Act, Terms
from service.register.importing import import_history, import_list
from service.register.reading import today
from service.register.scope import controller
from service.register.writing import commit
from service.store import notices
from service.store.keys import Grant, all_keys, revoke

NOTE = (
    "A demo: the list shows what a published page declares and what it leaves out. What is undeclared is not a breach, "
    "and nothing here is said by the company itself."
)
_ACTOR = "demo"
_LISTS = (("37signals-basecamp", "37signals Basecamp"), ("37signals-hey", "37signals HEY"))
_GITHUB = "github"


async def load(pool: Pool, law: Law, tell: Callable[[str], None]) -> list[str]:
    """Load what is not there yet and return the slugs of all lists; each list in one transaction."""
    if await _begins(pool, law, _GITHUB, Controller(name="GitHub", visibility="public")):
        tell("Replaying the published history of GitHub's list, 2018 to 2026 …")
        steps = read_history(examples.github_history())
        await in_transaction(pool, lambda conn: import_history(conn, _GITHUB, steps, _ACTOR, law))
    for slug, name in _LISTS:
        if await _begins(pool, law, slug, Controller(name=name, visibility="public")):
            tell(f"Loading the published list of {name} …")
            parsed = read_list(examples.list_file(slug), "csv")
            await _import(pool, law, slug, parsed.items)
    for user in examples.policy_users():
        if await _begins(pool, law, user.slug, user.controller):
            tell(f"Loading what the privacy notice of {user.controller.name} states …")
            await _import(pool, law, user.slug, user.desired)
    return [_GITHUB, *(slug for slug, _ in _LISTS), *(user.slug for user in examples.policy_users())]


async def make_key(pool: Pool) -> str:
    """Make a key with all scopes for this run of the demo, and close those of earlier runs."""
    async with pool.acquire() as conn, conn.transaction():
        for old in await all_keys(conn):
            if old.label == _ACTOR and old.revoked_at is None:
                await revoke(conn, old.id, by=_ACTOR)
        return (await keys.create(conn, Grant(scopes=list(SCOPES), label=_ACTOR, by=_ACTOR))).secret


def guide(base: str, slugs: Sequence[str], key: str) -> str:
    """Return what the demo prints once it is ready: pages, feeds, a key, three lines to try."""
    pages = "\n".join(f"  {base}{urls.list_page(slug)}" for slug in slugs)
    feed = f"{base}{urls.list_feed(_GITHUB)}"
    bearer = f'-H "Authorization: Bearer {key}"'
    return f"""
subreg is ready. {NOTE}

Lists (each has a feed below it: …/feed.atom)
{pages}

A key with all scopes, for this run only
  {key}

Try
  curl -s '{feed}' | head -40
  curl -s {bearer} '{base}/v1/controllers/intility/findings?min_severity=high'
  curl -s {bearer} '{base}/v1/controllers/github/subprocessors?on=2021-01-01'

subreg informs; it does not give legal advice. Stop with Ctrl-C.
"""


async def _begins(pool: Pool, law: Law, slug: str, document: Controller) -> bool:
    """Record the controller of a list, and say whether the list is still empty."""
    subject: Subject = controller(slug)
    act = Act(subject=subject, document=to_plain(document))
    terms = Terms(actor=_ACTOR, today=today())

    async def work(conn: Connection) -> bool:
        head = await notices.head(conn, slug)
        if head is None:
            await commit(conn, [act], terms, law)
        return head is None or head.revision == 0

    return await in_transaction(pool, work)


async def _import(pool: Pool, law: Law, slug: str, items: Sequence[Desired]) -> None:
    terms = Terms(actor=_ACTOR, today=today(), manner="baseline")
    await in_transaction(pool, lambda conn: import_list(conn, slug, items, (), terms, law))
