"""Places and transfers in plain words: where the data is, where it goes and on what basis. Text, not yet HTML.

The functions take the plain views of `service.list_entries` (PublicLocation, PublicTransfer as dicts).
"""

from collections.abc import Sequence
from functools import lru_cache

from service.changes import Plain
from service.languages import Language, gettext_noop

_ACTIVITIES = {
    "hosting": gettext_noop("hosting"),
    "backup": gettext_noop("backup"),
    "support": gettext_noop("support"),
    "remote_access": gettext_noop("remote access"),
    "administration": gettext_noop("administration"),
}
_TOOLS = {
    "adequacy": gettext_noop("adequacy decision"),
    "scc": gettext_noop("standard contractual clauses"),
    "idta": gettext_noop("International Data Transfer Agreement"),
    "bcr": gettext_noop("binding corporate rules"),
    "code_of_conduct": gettext_noop("approved code of conduct"),
    "certification": gettext_noop("approved certification"),
    "ad_hoc_clauses": gettext_noop("ad hoc contract clauses"),
    "administrative_arrangement": gettext_noop("administrative arrangement between public bodies"),
    "public_instrument": gettext_noop("binding instrument between public authorities"),
    "derogation": gettext_noop("derogation for a specific situation"),
}
_REGIMES = {"uk": gettext_noop("under the UK rules"), "ch": gettext_noop("under the Swiss rules")}


@lru_cache(maxsize=4096)
def country(language: Language, code: str) -> str:
    """Return the name of a country and its code: "Ireland (IE)"; the code alone where it has no name."""
    name = language.names.territories.get(code)
    return f"{name} ({code})" if name else code


def labelled(language: Language, label: str, text: str) -> str:
    """Return "label: text"."""
    return language.gettext("%(label)s: %(text)s", label=label, text=text)


def location(language: Language, view: Plain) -> str:
    """Return one location: "Dublin, Ireland (IE): hosting". Different views give different sentences."""
    where = _where(language, view)
    activity = view.get("activity")
    return labelled(language, where, _activity(language, activity)) if activity else where


def locations(language: Language, views: Sequence[Plain]) -> list[str]:
    """Return the locations as few lines: countries where the same is done share one."""
    done_at: dict[str, list[str]] = {}
    for view in views:
        activities = done_at.setdefault(_where(language, view), [])
        activity = view.get("activity")
        if activity and _activity(language, activity) not in activities:
            activities.append(_activity(language, activity))
    plain = {country(language, view["country"]) for view in views if view.get("country")}
    lines: dict[tuple[str, str], list[str]] = {}
    for where, activities in done_at.items():
        done = ", ".join(activities)
        # A place or the words of a source may hold commas: such a line is not shared.
        lines.setdefault((done, "" if where in plain else where), []).append(where)
    together = [(", ".join(names), done) for (done, _), names in lines.items()]
    return [labelled(language, names, done) if done else names for names, done in together]


def transfer(language: Language, view: Plain) -> str:
    """Return where data goes and on what basis: "India (IN): no basis recorded"."""
    where = ", ".join((_destination(language, view), *_way(language, view)))
    return labelled(language, where, _basis(language, view))


def transfers(language: Language, views: Sequence[Plain]) -> list[str]:
    """Return the transfers as few lines: countries on the same way and basis share one."""
    destinations: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for view in views:
        names = destinations.setdefault((_way(language, view), _basis(language, view)), [])
        if _destination(language, view) not in names:
            names.append(_destination(language, view))
    return [labelled(language, ", ".join((*names, *way)), basis) for (way, basis), names in destinations.items()]


def _activity(language: Language, activity: str) -> str:
    return language.gettext(_ACTIVITIES[activity]) if activity in _ACTIVITIES else activity


def _where(language: Language, view: Plain) -> str:
    notes = [] if view.get("country") or not view.get("region") else [language.gettext("no country named")]
    if view.get("stated"):
        notes.append(language.gettext('the source says "%(words)s"', words=view["stated"]))
    note = f" ({'; '.join(notes)})" if notes else ""
    return _named(language, view) + note


def _named(language: Language, view: Plain) -> str:
    named = country(language, view["country"]) if view.get("country") else view.get("region")
    if view.get("place"):
        return f"{view['place']}, {named or language.gettext('country not recorded')}"
    return named or language.gettext("not recorded")


def _destination(language: Language, view: Plain) -> str:
    if view.get("country"):
        return country(language, view["country"])
    if view.get("inside_eea"):
        return language.gettext("EU or EEA (no country named)")
    return language.gettext("country not recorded")


def _way(language: Language, view: Plain) -> tuple[str, ...]:
    """Return by whom the data goes further, and under which rules, as far as there is something to say."""
    said = []
    chain = view.get("chain") or ()
    if chain:
        said.append(
            language.ngettext(
                "further sub-processor %(names)s",
                "further sub-processors %(names)s",
                len(chain),
                names=", ".join(chain),
            )
        )
    regime = _REGIMES.get(view.get("regime") or "")
    return (*said, language.gettext(regime)) if regime else tuple(said)


def _basis(language: Language, view: Plain) -> str:
    if view.get("inside_eea"):
        return language.gettext("inside the EEA")
    tool, article, decision = view.get("tool"), view.get("article"), view.get("decision")
    if not tool:
        return language.gettext("no basis recorded")
    words = [language.gettext(_TOOLS[tool]) if tool in _TOOLS else tool.replace("_", " ")]
    if decision:
        words.append(decision)
    # An adequacy decision that is named says Art. 45 by itself.
    if article and not (decision and tool == "adequacy"):
        cited = article if article.startswith("Art") else language.gettext("Art. %(number)s", number=article)
        words.append(f"({cited})")
    return " ".join(words)
