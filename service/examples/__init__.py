"""Real published lists and notices, as files of the package; where they come from is in the README beside them."""

from importlib import resources

from service.controllers import Controller
from service.documents import Document, Slug, from_json
from service.errors import NotFound
from service.imports import Desired

LISTS = ("github", "37signals-basecamp", "37signals-hey")


class PolicyUser(Document, frozen=True, kw_only=True):
    """What one privacy notice states: whose list it is, and whom it names as recipients. Silence is null."""

    slug: Slug
    controller: Controller
    desired: tuple[Desired, ...]


def policy_users() -> tuple[PolicyUser, ...]:
    """Return the five controllers whose notices were read, each with its public list."""
    return from_json(_read("policies.json"), tuple[PolicyUser, ...])


def list_file(name: str) -> bytes:
    """Return one of LISTS as CSV, for `read_list`; raises NotFound for another name."""
    return _read(f"{_known(name)}.csv")


def history_file(name: str) -> bytes:
    """Return the history of one of LISTS as CSV, for `read_history`; raises NotFound for another name."""
    return _read(f"{_known(name)}-history.csv")


def github_history() -> bytes:
    """Return eight years of changes of GitHub's list as CSV, for `read_history`."""
    return history_file("github")


def _known(name: str) -> str:
    if name not in LISTS:
        raise NotFound(f"There is no example list {name!r}; there are {', '.join(LISTS)}.")
    return name


def _read(name: str) -> bytes:
    return resources.files("service.examples").joinpath(name).read_bytes()
