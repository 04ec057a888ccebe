"""What the check says of a list and of all of them, as it is and in a scenario."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
from litestar import Response, Router
from litestar.params import FromPath
from litestar.response import Stream

from service.documents import to_json
from service.law import Law
from service.register import checking, reading, scenarios
from service.register.reading import Moment
from service.register.scenarios import Scenario
from service.register.sweeping import SweptList, sweep
from service.rules.catalogue import RULES
from service.transfers import SEVERITIES, Finding, Severity
from service.web import answers
from service.web.context import Asked, Context, actor_of, context_of, options_need_a_key
from service.web.methods import get
from service.web.parameters import (
    MOST,
    PAGE,
    TIME,
    country,
    cursor,
    limit,
    moment,
    next_cursor,
    one_of,
    page,
    query,
    slug,
)

NDJSON = "application/x-ndjson"
_RULES = tuple(built.rule.id for built in RULES)


class Filter(msgspec.Struct, frozen=True):
    """Which findings a request asks for: of a severity or worse, of a rule, about a country (null: any)."""

    least: Severity
    rule: str | None = None
    country: str | None = None

    def takes(self, finding: Finding) -> bool:
        """Tell whether a finding is asked for."""
        severe = SEVERITIES.index(finding.severity) >= SEVERITIES.index(self.least)
        return severe and self.rule in (None, finding.rule) and self.country in (None, finding.country)


@get("/controllers/{name:str}/findings")
async def get_findings(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Read what the check says of a list; with `revoke` in the scenario in which these fell, and what that does."""
    await actor_of(request, "check")
    context, parameters = context_of(request), query(request, (*TIME, *PAGE, "min_severity", "revoke"))
    when, least = moment(parameters), one_of(parameters, "min_severity", SEVERITIES) or SEVERITIES[0]
    revoke, controller = ids(parameters.get("revoke")), slug(name, "controller")
    scenario: dict[str, Scenario] = {}
    context.law.without(revoke)
    async with reading.reading(context.pool, when) as conn:
        if revoke:
            verdict, scenario["scenario"] = await scenarios.of_list(conn, controller, when, context.law, revoke)
        else:
            verdict = await checking.check_list(conn, controller, when, context.law)
    found = checking.at_least(verdict.findings, least)
    chosen, further = page(found, parameters)
    body = {"controller": name, "on": when.on, "summary": checking.summary(found), "items": chosen}
    return answers.json({**body, "not_evaluated": verdict.not_evaluated, **scenario, "next": further})


@get("/findings")
async def get_all_findings(request: Asked) -> Response[bytes] | Stream:
    """Read what the check says of all lists: a page of them, or all as lines where NDJSON is asked for.

    The last line counts them. With `revoke` the answer says what the scenario does, at most 500 hops of each kind.
    """
    await actor_of(request, "check")
    context = context_of(request)
    parameters = query(request, (*TIME, *PAGE, "min_severity", "rule", "country", "revoke"))
    when, revoke = moment(parameters), ids(parameters.get("revoke"))
    least = one_of(parameters, "min_severity", SEVERITIES) or SEVERITIES[0]
    wanted = Filter(least, one_of(parameters, "rule", _RULES), country(parameters))
    law = context.law.without(revoke)
    if NDJSON in (request.headers.get("accept") or ""):
        return Stream(_lines(context, when, law, wanted), media_type=NDJSON)
    start, size = cursor(parameters, 0), limit(parameters)
    body = await _page(context, when, law, wanted, start, size)
    if revoke:
        async with reading.reading(context.pool, when) as conn:
            told = [scenario async for _, _, scenario in scenarios.of_all(conn, when, context.law, revoke)]
        body["scenario"] = scenarios.joined(told, revoke, MOST)
    return answers.json(body)


async def _page(context: Context, when: Moment, law: Law, wanted: Filter, start: int, size: int) -> dict[str, Any]:
    """Count the findings of all lists, and write out those of one page alone."""
    counts, chosen, place = dict.fromkeys(reversed(SEVERITIES), 0), list[Finding](), 0
    silent: set[str] = set()
    async with reading.reading(context.pool, when) as conn:
        async for swept in sweep(conn, when, law):
            own = _counted(swept, wanted.takes)
            for severity, count in own.items():
                counts[severity] += count
            here = sum(own.values())
            if place < start + size and place + here > start:
                found = _of_list(swept, wanted.takes)
                chosen += found[max(start - place, 0) : start + size - place]
            place += here
            silent.update(*(verdict.not_evaluated for verdict in swept.answers()))
    further = next_cursor(start + size) if start + size < place else None
    return {"on": when.on, "summary": counts, "items": chosen, "not_evaluated": sorted(silent), "next": further}


async def _lines(context: Context, when: Moment, law: Law, wanted: Filter) -> AsyncIterator[bytes]:
    counts = dict.fromkeys(reversed(SEVERITIES), 0)
    async with reading.reading(context.pool, when) as conn:
        async for swept in sweep(conn, when, law):
            for finding in _of_list(swept, wanted.takes):
                counts[finding.severity] += 1
                yield to_json(finding) + b"\n"
    yield to_json({"on": when.on, "summary": counts}) + b"\n"


def _counted(swept: SweptList, takes: Callable[[Finding], bool]) -> Counter[Severity]:
    return Counter(f.severity for verdict in swept.answers() for f in verdict.findings if takes(f))


def _of_list(swept: SweptList, takes: Callable[[Finding], bool]) -> list[Finding]:
    findings = checking.combined(list(swept.verdicts())).findings
    return [finding for finding in findings if takes(finding)]


def ids(text: str | None) -> tuple[str, ...]:
    """Return the ids that a query parameter lists, parted by commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


ROUTES = Router(path="/v1", guards=[options_need_a_key], route_handlers=[get_findings, get_all_findings])
