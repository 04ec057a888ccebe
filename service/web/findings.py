"""What the check says of a list and of all of them, as it is and in a scenario."""

from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

import msgspec
from litestar import Response, Router
from litestar.params import FromPath
from litestar.response import Stream

from service.access.keys import Actor
from service.documents import to_json
from service.errors import Invalid, Malformed, Place
from service.law import Law
from service.register import checking, reading, scenarios
from service.register.reading import Moment
from service.register.scenarios import Scenario
from service.register.sweeping import SweptList
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
from service.web.streams import ending, streamed

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
    context = context_of(request)
    parameters = query(request, (*TIME, *PAGE, "min_severity", "revoke"), repeatable=("revoke",))
    when, least = moment(parameters), one_of(parameters, "min_severity", SEVERITIES) or SEVERITIES[0]
    revoke, controller = _fallen(parameters, context.law), slug(name, "controller")
    async with reading.reading(context.pool, when) as conn:
        verdict, scenario = await scenarios.of_list(conn, controller, when, context.law, revoke)
    found = checking.at_least(verdict.findings, least)
    chosen, further = page(found, parameters)
    body = {"controller": name, "on": when.on, "summary": checking.summary(found), "items": chosen}
    return answers.json({**body, "not_evaluated": verdict.not_evaluated, **_told(scenario), "next": further})


@get("/findings", middleware=[ending])
async def get_all_findings(request: Asked) -> Response[bytes] | Stream:
    """Read what the check says of all lists: a page of them, or all as lines where NDJSON is asked for.

    The last line counts them. Of each key one such request at a time is answered.
    With `revoke` the answer says what the scenario does, at most 500 hops of each kind.
    """
    actor = await actor_of(request, "check")
    context = context_of(request)
    known = (*TIME, *PAGE, "min_severity", "rule", "country", "revoke")
    parameters = query(request, known, repeatable=("revoke",))
    when, revoke = moment(parameters), _fallen(parameters, context.law)
    least = one_of(parameters, "min_severity", SEVERITIES) or SEVERITIES[0]
    total = Total(actor, Filter(least, one_of(parameters, "rule", _RULES), country(parameters)), revoke)
    if NDJSON in (request.headers.get("accept") or ""):
        return streamed(request, _lines(context, when, total), NDJSON)
    return answers.json(await _page(context, when, total, cursor(parameters, 0), limit(parameters)))


class Total:
    """What is counted over all lists: the findings that are asked for, and what the scenario does."""

    def __init__(self, actor: Actor, wanted: Filter, revoke: Sequence[str]) -> None:
        """Take who asks, which findings are asked for, and what a scenario revokes. Of a bound key its lists count."""
        self.caller, self.among = actor.name, actor.among
        self.wanted, self.revoke = wanted, revoke
        self.summary = dict.fromkeys(reversed(SEVERITIES), 0)
        self._joined = scenarios.Joined(revoke, MOST)
        self.silent: set[str] = set()

    def add(self, swept: SweptList, scenario: Scenario | None) -> int:
        """Count a list; return how many of its findings are asked for."""
        own = Counter(f.severity for verdict in swept.answers() for f in verdict.findings if self.wanted.takes(f))
        for severity, count in own.items():
            self.summary[severity] += count
        if scenario is not None:
            self._joined.add(scenario)
        self.silent.update(*(verdict.not_evaluated for verdict in swept.answers()))
        return own.total()

    def scenario(self) -> Scenario | None:
        """Return what the scenario does to all lists; null where none was asked for."""
        return self._joined.scenario() if self.revoke else None

    def findings(self, swept: SweptList) -> list[Finding]:
        """Return the findings of a list that are asked for."""
        return [finding for finding in checking.of_swept(swept).findings if self.wanted.takes(finding)]


async def _page(context: Context, when: Moment, total: Total, start: int, size: int) -> dict[str, Any]:
    """Count the findings of all lists, and write out those of one page alone."""
    chosen, place = list[Finding](), 0
    async with context.turns.of(total.caller), reading.reading(context.pool, when) as conn:
        async for swept, scenario in scenarios.of_all(conn, when, context.law, total.revoke, total.among):
            here = total.add(swept, scenario)
            if place < start + size and place + here > start:
                chosen += total.findings(swept)[max(start - place, 0) : start + size - place]
            place += here
    further = next_cursor(start + size) if start + size < place else None
    body = {"on": when.on, "summary": total.summary, "items": chosen, "not_evaluated": sorted(total.silent)}
    return {**body, **_told(total.scenario()), "next": further}


async def _lines(context: Context, when: Moment, total: Total) -> AsyncGenerator[bytes, None]:
    async with context.turns.of(total.caller), reading.reading(context.pool, when) as conn:
        async for swept, scenario in scenarios.of_all(conn, when, context.law, total.revoke, total.among):
            total.add(swept, scenario)
            for finding in total.findings(swept):
                yield to_json(finding) + b"\n"
    yield to_json({"on": when.on, "summary": total.summary, **_told(total.scenario())}) + b"\n"


def _told(scenario: Scenario | None) -> dict[str, Scenario]:
    return {} if scenario is None else {"scenario": scenario}


def _fallen(parameters: Mapping[str, str], law: Law) -> tuple[str, ...]:
    """Return the ids of what `revoke` names; raises Malformed for nothing, Invalid for a name that is unknown.

    Looked at before anything is read: a stream that has begun cannot be refused any more.
    """
    text = parameters.get("revoke")
    listed = scenarios.names_in([text or ""])
    if text is not None and not listed:
        # The answer without a scenario would read as: nothing breaks.
        detail = f"revoke={text!r} names nothing; name what falls, parted by commas, or leave it out."
        raise Malformed(detail, (Place("?revoke", "names nothing"),))
    try:
        return law.meant(listed)
    except Invalid as error:
        raise Invalid(error.detail, tuple(Place("?revoke", place.detail) for place in error.errors)) from None


ROUTES = Router(path="/v1", guards=[options_need_a_key], route_handlers=[get_findings, get_all_findings])
