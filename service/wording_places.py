"""Places and transfers in plain English: where the data is, where it goes and on what basis. Text, not yet HTML.

The functions take the plain views of `service.list_entries` (PublicLocation, PublicTransfer as dicts).
"""

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale

from service.changes import Plain

NOT_RECORDED = "not recorded"

_ACTIVITIES = {
    "hosting": "hosting",
    "backup": "backup",
    "support": "support",
    "remote_access": "remote access",
    "administration": "administration",
}
_TOOLS = {
    "adequacy": "adequacy decision",
    "scc": "standard contractual clauses",
    "idta": "International Data Transfer Agreement",
    "bcr": "binding corporate rules",
    "code_of_conduct": "approved code of conduct",
    "certification": "approved certification",
    "ad_hoc_clauses": "ad hoc contract clauses",
    "administrative_arrangement": "administrative arrangement between public bodies",
    "public_instrument": "binding instrument between public authorities",
    "derogation": "derogation for a specific situation",
}
_REGIMES = {"uk": "under the UK rules", "ch": "under the Swiss rules"}


@lru_cache(maxsize=1024)
def country(code: str) -> str:
    """Return the English name of a country and its code: "Ireland (IE)"; the code alone where it has no name."""
    name = Locale("en").territories.get(code)
    return f"{name} ({code})" if name else code


def location(view: Plain) -> str:
    """Return one location: "Dublin, Ireland (IE): hosting". Different views give different sentences."""
    where = _where(view)
    activity = view.get("activity")
    return f"{where}: {_activity(activity)}" if activity else where


def locations(views: Sequence[Plain]) -> list[str]:
    """Return the locations as few lines: countries where the same is done share one."""
    done_at: dict[str, list[str]] = {}
    for view in views:
        activities = done_at.setdefault(_where(view), [])
        activity = view.get("activity")
        if activity and _activity(activity) not in activities:
            activities.append(_activity(activity))
    plain = {country(view["country"]) for view in views if view.get("country")}
    lines: dict[tuple[str, str], list[str]] = {}
    for where, activities in done_at.items():
        done = ", ".join(activities)
        # A place or the words of a source may hold commas: such a line is not shared.
        lines.setdefault((done, "" if where in plain else where), []).append(where)
    return [", ".join(names) + (f": {done}" if done else "") for (done, _), names in lines.items()]


def transfer(view: Plain) -> str:
    """Return where data goes and on what basis: "India (IN): no basis recorded"."""
    return f"{_destination(view)}{_way(view)}: {_basis(view)}"


def transfers(views: Sequence[Plain]) -> list[str]:
    """Return the transfers as few lines: countries on the same way and basis share one."""
    destinations: dict[tuple[str, str], list[str]] = {}
    for view in views:
        names = destinations.setdefault((_way(view), _basis(view)), [])
        if _destination(view) not in names:
            names.append(_destination(view))
    return [f"{', '.join(names)}{way}: {basis}" for (way, basis), names in destinations.items()]


def _activity(activity: str) -> str:
    return _ACTIVITIES.get(activity, activity)


def _where(view: Plain) -> str:
    notes = [] if view.get("country") or not view.get("region") else ["no country named"]
    if view.get("stated"):
        notes.append(f'the source says "{view["stated"]}"')
    note = f" ({'; '.join(notes)})" if notes else ""
    return _named(view) + note


def _named(view: Plain) -> str:
    named = country(view["country"]) if view.get("country") else view.get("region")
    if view.get("place"):
        return f"{view['place']}, {named or 'country ' + NOT_RECORDED}"
    return named or NOT_RECORDED


def _destination(view: Plain) -> str:
    if view.get("country"):
        return country(view["country"])
    return "EU or EEA (no country named)" if view.get("inside_eea") else f"country {NOT_RECORDED}"


def _way(view: Plain) -> str:
    chain = view.get("chain") or ()
    further = f", further sub-processor{'s' if len(chain) > 1 else ''} {', '.join(chain)}" if chain else ""
    regime = _REGIMES.get(view.get("regime") or "")
    return f"{further}, {regime}" if regime else further


def _basis(view: Plain) -> str:
    if view.get("inside_eea"):
        return "inside the EEA"
    tool, article, decision = view.get("tool"), view.get("article"), view.get("decision")
    if not tool:
        return "no basis recorded"
    words = [_TOOLS.get(tool, tool.replace("_", " "))]
    if decision:
        words.append(decision)
    # An adequacy decision that is named says Art. 45 by itself.
    if article and not (decision and tool == "adequacy"):
        words.append(f"({article if article.startswith('Art') else 'Art. ' + article})")
    return " ".join(words)
