"""What is known of the transfer impact assessment of a tool: whether one is needed, which is linked, which one fits.

An assessment is recorded inside the tool it was made for: what it does not name (recipient, mechanism, data) it takes
from there, and null `countries` are all of them.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import get_args

import msgspec
from dateutil.relativedelta import relativedelta

from service.rules import measures
from service.rules.clauses import fitting_module, is_current
from service.rules.hops import Hop, data_unnamed
from service.rules.wording import in_sentence, listed, mechanism, plain, same_name
from service.safeguards import MECHANISMS, AnySafeguard, Derogation, Scc, SccSet, Tia, mechanism_of

_YEAR = relativedelta(years=1)
# Stands for all that flows, where no assessment tells parts of it apart.
_ALL = ""


class Assessed(msgspec.Struct, frozen=True, kw_only=True):
    """The assessments of a tool for one hop, whatever their order.

    `needed` says whether the law asks for one, null where a fact for the answer is not recorded. Where it does not, or
    no country is recorded, none is looked at. `linked` are those completed by the day (one without a date counts),
    `fitting` the latest of them that is about the hop and all its data, null where there is none; of several recipients
    each needs its own, and it is the one to be renewed first. Each recipient and part of the data has a latest one:
    `decisive` is the worst of these. Where the tool may rest on that, `doubted` names the fields without which a worse
    one may count instead.
    """

    needed: bool | None
    linked: tuple[Tia, ...] = ()
    fitting: Tia | None = None
    decisive: Tia | None = None
    doubted: tuple[str, ...] = ()


NOT_NEEDED = Assessed(needed=False)


def assessed(safeguard: AnySafeguard, hop: Hop) -> Assessed:
    """Look for the assessments of a tool that is claimed for a hop."""
    needed = _is_needed(safeguard, hop)
    if needed is False or hop.country is None:
        return NOT_NEEDED
    linked = tuple(tia for tia in safeguard.tias or () if tia.completed_on is None or tia.completed_on <= hop.on)
    about = [tia for tia in linked if not any(_other(tia, safeguard, hop))]
    shares = [_by_part([tia for tia in about if _is_for(tia, name, hop)], hop) for name in _receivers(hop)]
    whole = [_latest([tia for tia in share[0] if all(tia in part for part in share)], hop) for share in shares]
    every = [part for share in shares for part in share]
    decisive = _worst(filter(None, (_latest(part, hop) for part in every)), hop)
    return Assessed(
        needed=needed,
        linked=linked,
        fitting=None if None in whole else min(filter(None, whole), key=_renewed),
        decisive=decisive,
        doubted=tuple(dict.fromkeys(_doubts(about, every, decisive, hop))),
    )


def stands(tia: Tia, hop: Hop) -> bool | None:
    """Tell whether a tool may rest on an assessment, without its age; null where what decides is not recorded."""
    if tia.outcome == "equivalent":
        return True
    if tia.outcome == "not_applied_in_practice":
        return True if tia.justified_by is not None else None
    if tia.outcome is None or tia.measures is None:
        return None
    return measures.work(tia.measures, hop)


def due(tia: Tia) -> date | None:
    """Return the last day on which an assessment is fresh: its review day, else a year after it."""
    if tia.review_on is not None or tia.completed_on is None:
        return tia.review_on
    return tia.completed_on + _YEAR


def triggered(tia: Tia) -> date | None:
    """Return the day on which something came up that an assessment does not know; null where nothing did."""
    day, done = tia.triggered_on, tia.completed_on
    return day if day is not None and (done is None or done < day) else None


def _receivers(hop: Hop) -> tuple[str, ...]:
    return hop.receivers or (hop.member.legal_name,)


def _is_for(tia: Tia, receiver: str, hop: Hop) -> bool:
    """Tell whether an assessment is about a recipient: one that names none is about all, the member has two names."""
    member, document = hop.member, hop.subprocessor
    if tia.recipient is None:
        return True
    if receiver != member.legal_name:
        return same_name(tia.recipient, receiver)
    if document is None or document.legal_name is None:
        return True
    return any(same_name(tia.recipient, name) for name in (member.name, member.legal_name))


def _by_part(tias: list[Tia], hop: Hop) -> list[list[Tia]]:
    """Return, for each part of the data that flows, the assessments about it; one part where none names its data."""
    parts = hop.flow.data_categories
    told_apart = parts if parts and any(tia.data_categories is not None for tia in tias) else (_ALL,)
    return [[tia for tia in tias if _covers(tia, part, hop)] for part in told_apart]


def _covers(tia: Tia, part: str, hop: Hop) -> bool:
    """Tell whether an assessment is certain to be about a part of the data."""
    if tia.data_categories is None or part == _ALL:
        return tia.data_categories is None or not data_unnamed(hop)
    return part.casefold() in {category.casefold() for category in tia.data_categories}


def _latest(tias: list[Tia], hop: Hop) -> Tia | None:
    """Return the one that counts: the latest, of one day the worst; without any day, one that says what the best do."""
    days = [tia.completed_on for tia in tias if tia.completed_on is not None]
    if days:
        last = max(days)
        return _worst((tia for tia in tias if tia.completed_on == last), hop)
    best = min((_rank(tia, hop) for tia in tias), default=0)
    return _worst((tia for tia in tias if _rank(tia, hop) == best), hop)


def _worst(tias: Iterable[Tia], hop: Hop) -> Tia | None:
    found = tuple(tias)
    return max(found, key=lambda tia: _badness(tia, hop)) if len(found) > 1 else next(iter(found), None)


def _badness(tia: Tia, hop: Hop) -> tuple[int, bool, int, str]:
    """Return how bad an assessment is beside others: by what it does to the tool, then by how soon it is to be renewed.

    Any two that differ are told apart, so that their order in a document is of no account.
    """
    return (_rank(tia, hop), tia.outcome != "equivalent", -_renewed(tia).toordinal(), str(tia))


def _renewed(tia: Tia) -> date:
    """Return the day from which an assessment is to be renewed, the first of all where none is known."""
    last, came = due(tia), triggered(tia)
    return min(last + timedelta(days=1) if last is not None else date.min, came or date.max)


def _rank(tia: Tia, hop: Hop) -> int:
    return (True, None, False).index(stands(tia, hop))


def _doubts(about: Iterable[Tia], every: list[list[Tia]], decisive: Tia | None, hop: Hop) -> Iterator[str]:
    """Yield what is not recorded of assessments that no tool could rest on, and that may be the latest on some data."""
    if decisive is None or stands(decisive, hop) is not True:
        return
    for tia in about:
        is_certain = any(tia in tias for tias in every)
        may_be = not is_certain and data_unnamed(hop) and any(_is_for(tia, name, hop) for name in _receivers(hop))
        if stands(tia, hop) is True:
            continue
        if tia.completed_on is None and (is_certain or may_be):
            yield "safeguards.tias.completed_on"
        if may_be and not _is_before(tia, decisive):
            yield "data_categories"


def _is_before(tia: Tia, other: Tia) -> bool:
    return tia.completed_on is not None and other.completed_on is not None and tia.completed_on < other.completed_on


def _is_needed(safeguard: AnySafeguard, hop: Hop) -> bool | None:
    law, word = hop.law, mechanism_of(safeguard)
    if isinstance(safeguard, Derogation):
        return False
    if not isinstance(safeguard, Scc):
        return law.tia_need(word, regime=hop.regime) == "required"
    if safeguard.set is not None and not is_current(safeguard):
        return False
    need = law.tia_need(word, module=fitting_module(hop).module, regime=hop.regime)
    return safeguard.data_combined_in_eu if need == "required_if_data_combined_in_eu" else need == "required"


def differences(tia: Tia, safeguard: AnySafeguard, hop: Hop) -> Iterator[str]:
    """Yield what an assessment of a tool is known to be about that this hop is not."""
    yield from _other(tia, safeguard, hop)
    if not all(_is_for(tia, name, hop) for name in _receivers(hop)):
        yield f"it is about the recipient {tia.recipient}"
    left_out = _left_out(tia, hop.flow.data_categories)
    if left_out:
        yield f"it leaves out {listed(left_out)}"


def _other(tia: Tia, safeguard: AnySafeguard, hop: Hop) -> Iterator[str]:
    """Yield the other circumstances an assessment is about: place or tool."""
    if tia.countries is not None and hop.country not in tia.countries:
        names = [in_sentence(hop.law.country_name(country)) for country in tia.countries]
        yield f"it is about {listed(names or ['no country'])}"
    if tia.mechanism is not None and not _names(tia.mechanism, safeguard):
        known = tia.mechanism.casefold()
        yield f"it is about {mechanism(known) if known in MECHANISMS else tia.mechanism}"


def _names(words: str, safeguard: AnySafeguard) -> bool:
    """Tell whether words are a name of a tool: its mechanism, or the set of its clauses, with or without each other."""
    word = mechanism_of(safeguard)
    names = [word.replace("_", " "), mechanism(word).removeprefix("an ").removeprefix("a ").removeprefix("the ")]
    text = plain(words)
    if isinstance(safeguard, Scc):
        sets = [kind for kind in get_args(SccSet) if plain(kind) in text]
        if sets:
            return safeguard.set in (None, *sets)
    return any(plain(name) in text for name in names)


def _left_out(tia: Tia, data_categories: tuple[str, ...] | None) -> list[str]:
    if tia.data_categories is None or data_categories is None:
        return []
    covered = {category.casefold() for category in tia.data_categories}
    return [category for category in data_categories if category.casefold() not in covered]
