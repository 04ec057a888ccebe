"""R25 and R34 to R37: the tools of Art. 46 beside the clauses, and what is no tool at all."""

from datetime import date

from tests.rules.oracle.flows import CRITICAL, DEFEATS, HIGH, OPEN, Flow, Outcome, Plain, day, day_of
from tests.rules.oracle.tables import SCHEMES

_APPROVED_FOR = {"eu": ("eu",), "uk": ("uk",), "ch": ("ch", "eu", "uk")}


def _answer(rule: str, facts: list[bool | None]) -> Outcome | None:
    """Return the critical finding for a fact that is against the tool, the open one for a fact not recorded."""
    if False in facts:
        return Outcome(rule, CRITICAL, DEFEATS)
    if None in facts:
        return Outcome(rule, HIGH, OPEN)
    return None


def _reached(on: date, since: date | None) -> bool | None:
    return None if since is None else since <= on


def r25(_flow: Flow, _safeguard: Plain) -> Outcome | None:
    """R25: not a transfer tool."""
    return Outcome("R25", CRITICAL, DEFEATS)


def r34(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R34: binding corporate rules that are not approved on the day, or not under this regime."""
    status = safeguard.get("status")
    withdrawn = day_of(safeguard, "withdrawn_on")
    if withdrawn is not None and withdrawn <= flow.day:
        return Outcome("R34", CRITICAL, DEFEATS)
    if status == "withdrawn" and withdrawn is not None:
        status = "approved"  # it was, until a day that is still to come
    if status in ("pending", "none", "withdrawn"):
        return Outcome("R34", CRITICAL, DEFEATS)
    under = safeguard.get("approved_under")
    right = None if under is None else any(one in _APPROVED_FOR[flow.regime] for one in under)
    day_reached = _reached(flow.day, day_of(safeguard, "approved_on"))
    return _answer("R34", [None if status is None else True, day_reached, right])


def r35(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R35: the type does not fit the roles, a party is not bound, or a category of data is not covered."""
    facts = [safeguard.get("recipient_bound"), safeguard.get("exporter_bound")]
    kind = safeguard.get("type")
    if kind is None:
        facts.append(None)
    elif kind == "controller":
        facts.append(flow.sender["role"] == "controller")
    data, covered = flow.engagement.get("data_categories"), safeguard.get("data_categories")
    if data is not None:
        facts.append(None if covered is None else all(one in covered for one in data))
    elif covered is not None and not flow.returns:
        facts.append(None)  # which data is sent is not recorded, and the rules are for some
    answer = _answer("R35", facts)
    if answer and answer.effect == OPEN and not _was_ever_approved(safeguard):
        return None  # where there is no approval, nothing more is asked
    return answer


def _was_ever_approved(safeguard: Plain) -> bool:
    return safeguard.get("status") in ("approved", None) or safeguard.get("withdrawn_on") is not None


def r36(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R36: no approved scheme, no valid certificate, transfer not covered, no commitments, importer under the GDPR.

    Which schemes the ICO or the FDPIC approved is in no table: there it is open, and a lawyer's question.
    """
    if flow.regime != "eu":
        return Outcome("R36", HIGH, OPEN)
    valid_until = day_of(safeguard, "valid_until")
    facts = [
        _scheme_is_approved(flow, safeguard),
        _reached(flow.day, day_of(safeguard, "valid_from")),
        valid_until is None or flow.day <= valid_until,
        safeguard.get("covers_transfer"),
        safeguard.get("binding_commitments"),
    ]
    if safeguard["mechanism"] == "certification":
        subject = flow.importer.get("subject_to_gdpr")
        facts.append(None if subject is None else not subject)
    return _answer("R36", facts)


def _scheme_is_approved(flow: Flow, safeguard: Plain) -> bool | None:
    """A certificate of the time before its scheme was approved for transfers is none of the approved scheme."""
    unknown = False
    issued = day_of(safeguard, "valid_from")
    for scheme in SCHEMES:
        begins = day(scheme["valid_from"])
        if scheme["mechanism"] != safeguard["mechanism"] or flow.day < begins:
            continue
        if issued is not None and issued < begins:
            continue
        same_name = _same(safeguard.get("scheme"), scheme["scheme"])
        same_version = _same(safeguard.get("scheme_version"), scheme["version"])
        if same_name and same_version:
            return True
        if same_name is not False and same_version is not False:
            unknown = True
    return None if unknown else False


def _same(recorded: str | None, approved: str) -> bool | None:
    return None if recorded is None else recorded.casefold() == approved.casefold()


def r37(flow: Flow, safeguard: Plain) -> Outcome | None:
    """R37: no authorisation, or an instrument of public bodies in private hands."""
    facts: list[bool | None] = []
    if safeguard["mechanism"] in ("ad_hoc_clauses", "administrative_arrangement"):
        status = safeguard.get("authorisation_status")
        facts.append(None if status is None else status == "granted")
        facts.append(_reached(flow.day, day_of(safeguard, "authorised_on")))
    if safeguard["mechanism"] in ("public_instrument", "administrative_arrangement"):
        facts.append(flow.sender["public_authority"])
        facts.append(flow.importer.get("public_authority"))
    return _answer("R37", facts)
