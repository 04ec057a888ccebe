"""What the OpenAPI document says of each operation beyond its handler's words: what goes in and comes out.

The keys are method and path as the document names them; paths and parameters are part of the contract.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from service import urls
from service.changes import Change
from service.controllers import Controller, Processor
from service.engagements import Engagement
from service.objections import Decision, Filing
from service.register.accepting import Wish
from service.subprocessors import Subprocessor
from service.transfers import Assessment, Finding
from service.web.controller_lists import Reason
from service.web.description import shapes
from service.web.description.links import CONTROLLER, ENGAGEMENT, SUBPROCESSOR, Link, following, link, next_page
from service.web.findings import NDJSON
from service.web.imports import FORMS
from service.web.parameters import PAGE, TIME, WRITE

JSON = "application/json"
# Media types that hold text of a form of their own: no schema says more of it.
Media = Mapping[str, Any]


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation: `name` is its operationId.

    `query` and `headers` are parameters by name, `body` and `answers` Structs by media type (null: no more than that),
    `errors` statuses that do not follow from the path, `scope` what a key needs, and `links` what one may ask next.
    Of several media types of an answer the first is the one for programs: generators of clients type that one alone.
    """

    name: str
    answers: Mapping[int, Media]
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    body: Media = {}
    gives: Mapping[int, tuple[str, ...]] = {}
    errors: tuple[int, ...] = ()
    scope: str | None = None
    links: tuple[Link, ...] = ()


def _read(name: str, shape: Any, scope: str, *query: str, errors: tuple[int, ...] = (), **more: Any) -> Operation:  # noqa: ANN401 — a Struct, and members of Operation
    return Operation(name=name, answers={200: {JSON: shape}}, scope=scope, query=query, errors=errors, **more)


def _document(name: str, shape: type, links: tuple[Link, ...] = ()) -> tuple[Operation, Operation]:
    """Return the operations that PUT and GET a document."""
    read = _read(f"get_{name}", shape, "register:read", *TIME, errors=(404,), gives={200: ("ETag",)}, links=links)
    write = Operation(
        name=f"put_{name}",
        answers={200: {JSON: shape}, 201: {JSON: shape}},
        gives=dict.fromkeys((200, 201), ("ETag", "Subreg-Change")),
        scope="register:write",
        query=WRITE,
        headers=("If-Match", "If-None-Match"),
        body={JSON: shape},
        errors=(409, 412, 422),
        links=links,
    )
    return write, read


_PUT_PROCESSOR, _GET_PROCESSOR = _document("processor", Processor)
_PUT_CONTROLLER, _GET_CONTROLLER = _document("controller", Controller, CONTROLLER)
_PUT_SUBPROCESSOR, _GET_SUBPROCESSOR = _document("subprocessor", Subprocessor, SUBPROCESSOR)
_PUT_ENGAGEMENT, _GET_ENGAGEMENT = _document("engagement", Engagement, ENGAGEMENT)

_API: dict[tuple[str, str], Operation] = {
    ("put", "/v1/processor"): _PUT_PROCESSOR,
    ("get", "/v1/processor"): _GET_PROCESSOR,
    ("put", "/v1/controllers/{controller}"): _PUT_CONTROLLER,
    ("get", "/v1/controllers/{controller}"): _GET_CONTROLLER,
    ("get", "/v1/controllers"): _read(
        "get_controllers",
        shapes.Controllers,
        "register:read",
        *(*TIME, *PAGE),
        links=(next_page("get_controllers"), *following("$response.body#/items/0/controller", CONTROLLER)),
    ),
    ("put", "/v1/subprocessors/{subprocessor}"): _PUT_SUBPROCESSOR,
    ("get", "/v1/subprocessors/{subprocessor}"): _GET_SUBPROCESSOR,
    ("get", "/v1/subprocessors"): _read(
        "get_subprocessors",
        shapes.Subprocessors,
        "register:read",
        *(*TIME, *PAGE, "country", "mechanism", "engaged_by", "q"),
        errors=(422,),
        links=(next_page("get_subprocessors"), *following("$response.body#/items/0/subprocessor", SUBPROCESSOR)),
    ),
    ("put", "/v1/controllers/{controller}/subprocessors/{subprocessor}"): _PUT_ENGAGEMENT,
    ("get", "/v1/controllers/{controller}/subprocessors/{subprocessor}"): _GET_ENGAGEMENT,
    ("delete", "/v1/controllers/{controller}/subprocessors/{subprocessor}"): Operation(
        name="delete_engagement",
        answers={200: {JSON: shapes.Made}},
        gives={200: ("Subreg-Change",)},
        scope="register:write",
        query=WRITE,
        headers=("If-Match", "If-None-Match"),
        errors=(409, 412),
        links=(link("get_change", change="$response.body#/changes/0"),),
    ),
    ("get", "/v1/controllers/{controller}/subprocessors"): Operation(
        name="get_list",
        answers={200: {JSON: shapes.Entries}, 304: {}},
        gives={200: ("ETag",), 304: ("ETag",)},
        scope="register:read",
        query=(*TIME, *PAGE, "include"),
        headers=("If-None-Match",),
        links=(
            next_page("get_list", "controller"),
            link(
                "get_engagement",
                controller="$request.path.controller",
                subprocessor="$response.body#/items/0/subprocessor",
            ),
        ),
    ),
    ("get", "/v1/controllers/{controller}/transfers"): _read(
        "get_transfers", shapes.Transfers, "check", *TIME, *PAGE, links=(next_page("get_transfers", "controller"),)
    ),
    ("get", "/v1/controllers/{controller}/findings"): _read(
        "get_findings",
        shapes.Findings,
        "check",
        *(*TIME, *PAGE, "min_severity", "revoke"),
        links=(
            next_page("get_findings", "controller"),
            link("post_acceptance", fingerprint="$response.body#/items/0/fingerprint"),
        ),
    ),
    ("get", "/v1/controllers/{controller}/forecast"): _read(
        "get_forecast",
        shapes.Forecast,
        "check",
        *(*TIME, *PAGE, "until"),
        links=(next_page("get_forecast", "controller"),),
    ),
    ("get", "/v1/findings"): Operation(
        name="get_all_findings",
        answers={200: {JSON: shapes.AllFindings, NDJSON: None}},
        scope="check",
        query=(*TIME, *PAGE, "min_severity", "rule", "country", "revoke"),
        errors=(422,),
        links=(
            next_page("get_all_findings"),
            link("post_acceptance", fingerprint="$response.body#/items/0/fingerprint"),
        ),
    ),
    ("post", "/v1/findings/{fingerprint}/acceptance"): Operation(
        name="post_acceptance",
        answers={201: {JSON: Finding}},
        scope="register:write",
        query=("controller",),
        body={JSON: Wish},
        errors=(422,),
        links=(link("delete_acceptance", fingerprint="$request.path.fingerprint"),),
    ),
    ("delete", "/v1/findings/{fingerprint}/acceptance"): Operation(
        name="delete_acceptance", answers={204: {}}, scope="register:write"
    ),
    ("get", "/v1/controllers/{controller}/changes"): _read(
        "get_changes",
        shapes.Changes,
        "register:read",
        *(*TIME, *PAGE),
        links=(
            next_page("get_changes", "controller"),
            link("get_change", change="$response.body#/items/0/id"),
            link("post_withdrawal", change="$response.body#/items/0/id"),
        ),
    ),
    ("get", "/v1/changes/{change}"): _read(
        "get_change",
        Change,
        "register:read",
        *TIME,
        links=(link("post_withdrawal", change="$request.path.change"),),
    ),
    ("post", "/v1/changes/{change}/withdrawal"): Operation(
        name="post_withdrawal",
        answers={201: {JSON: Change}},
        gives={201: ("Subreg-Change",)},
        scope="register:write",
        body={JSON: Reason},
        errors=(409, 422),
        links=(link("get_change", change="$response.body#/id"),),
    ),
    ("post", "/v1/assessments"): Operation(
        name="post_assessment",
        answers={200: {JSON: shapes.AssessmentResult}},
        scope="check",
        body={JSON: Assessment},
        errors=(422,),
    ),
    ("post", "/v1/imports"): Operation(
        name="post_import",
        answers={200: {JSON: shapes.ImportReport}},
        scope="register:write",
        query=("controller_of_import", "dry_run", "effective_on", "notice_of_import", "reason"),
        body=dict.fromkeys(FORMS),
        errors=(404, 409, 422),
    ),
    ("get", "/v1/law"): _read(
        "get_law", shapes.LegalFacts, "check", *("on", "kind", "id", *PAGE), links=(next_page("get_law"),)
    ),
    ("get", "/v1/objections"): _read(
        "get_objections",
        shapes.Objections,
        "register:read",
        *("status", "controller", "sort", *PAGE),
        errors=(422,),
        links=(
            next_page("get_objections"),
            link("post_decision", objection="$response.body#/items/0/id"),
        ),
    ),
    ("post", "/v1/objections/{objection}/decision"): Operation(
        name="post_decision",
        answers={200: {JSON: shapes.Objection}},
        scope="notices:decide",
        body={JSON: Decision},
        errors=(409, 422),
    ),
}


_FEED: Mapping[str, Any] = {
    "gives": {200: ("ETag",), 304: ("ETag",)},
    "headers": ("If-None-Match", "If-Modified-Since"),
}


def _customers(root: str, own: str, prefix: str) -> dict[tuple[str, str], Operation]:
    """Return the operations below the address of a list, `own` being the name of what stands in it."""
    page, at = f"{root}/{{{own}}}", {own: f"$request.path.{own}"}

    def form(name: str, media_type: str, shape: Any = None, **more: Any) -> Operation:  # noqa: ANN401 — as `_read`
        return Operation(name=f"get_{prefix}{name}", answers={200: {media_type: shape}, 304: {}}, **_FEED, **more)

    notice = link(f"post_{prefix}objection", notice="$response.body#/items/0/id", **at)
    filed = link(f"get_{prefix}objection", objection="$response.body#/id", **at)
    return {
        ("get", page): Operation(
            name=f"get_{prefix}public_list",
            answers={200: {JSON: shapes.PublicList, "text/html": None}},
            query=(*TIME, "notice_of_page"),
            errors=(400,),
            links=(link(f"get_{prefix}json_feed", **at),),
        ),
        ("get", f"{page}/feed.atom"): form("atom_feed", urls.ATOM),
        ("get", f"{page}/feed.json"): form("json_feed", urls.JSON_FEED, shapes.JsonFeed, links=(notice,)),
        ("get", f"{page}/calendar.ics"): form("calendar", urls.CALENDAR),
        ("get", f"{page}/archive/{{page}}"): form("archive_page", urls.ATOM),
        ("post", f"{page}/notices/{{notice}}/objections"): Operation(
            name=f"post_{prefix}objection",
            answers={201: {JSON: shapes.FiledObjection}},
            gives={201: ("Location",)},
            body={JSON: Filing},
            errors=(400, 409, 422),
            links=(filed, link("post_decision", objection="$response.body#/id")),
        ),
        ("get", f"{page}/objections/{{objection}}"): Operation(
            name=f"get_{prefix}objection", answers={200: {JSON: shapes.FiledObjection, "text/html": None}}
        ),
    }


OPERATIONS: Mapping[tuple[str, str], Operation] = {
    **_API,
    **_customers("/lists", "controller", ""),
    **_customers("/s", "token", "capability_"),
    ("get", urls.LIVE): Operation(name="get_live", answers={200: {JSON: shapes.Health}}),
    ("get", urls.READY): Operation(name="get_ready", answers={200: {JSON: shapes.Health}}, errors=(503,)),
    ("get", urls.METRICS): Operation(name="get_metrics", answers={200: {"text/plain": None}}, errors=(401, 403)),
    ("get", "/static/style.css"): Operation(name="get_style_sheet", answers={200: {"text/css": None}}),
}
