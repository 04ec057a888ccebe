"""Links of the OpenAPI document: what may be asked next with what an answer gave (OpenAPI 3.1 section 4.8.20)."""

import msgspec


class Link(msgspec.Struct, frozen=True):
    """From an answer to an operation: its parameters as runtime expressions."""

    operation: str
    parameters: dict[str, str]


def link(operation: str, **parameters: str) -> Link:
    """Return a link to an operation, its parameters given as runtime expressions."""
    return Link(operation, parameters)


_CONTROLLER = {"controller": "$request.path.controller"}
_SUBPROCESSOR = {"subprocessor": "$request.path.subprocessor"}
CONTROLLER = tuple(
    Link(operation, _CONTROLLER)
    for operation in (
        *("get_controller", "put_engagement", "get_list", "get_transfers", "get_findings", "get_forecast"),
        *("get_changes", "get_public_list", "get_json_feed", "get_atom_feed", "get_calendar"),
    )
)
SUBPROCESSOR = (*(Link(operation, _SUBPROCESSOR) for operation in ("get_subprocessor", "put_engagement")),)
ENGAGEMENT = (
    *(Link(name, _CONTROLLER | _SUBPROCESSOR) for name in ("get_engagement", "put_engagement", "delete_engagement")),
    *(Link(name, _CONTROLLER) for name in ("get_list", "get_findings", "get_changes", "get_json_feed")),
)


def following(place: str, links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Return links that take the one parameter of theirs from a place in the answer, not from the request."""
    return tuple(Link(one.operation, dict.fromkeys(one.parameters, place)) for one in links)


def next_page(operation: str, *path: str) -> Link:
    """Return the link to the page after one: the same operation, with the cursor that the answer gave."""
    return Link(operation, {name: f"$request.path.{name}" for name in path} | {"cursor": "$response.body#/next"})
