"""The rules: every module of this package that is named after one, found in the order of their names.

A rule is added by adding its module (and its cases in the tests); nothing else names it.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from service.rules.facts import ListCase
from service.rules.rule import About, Need, Note, Rule
from service.safeguards import Regime

_MODULE = re.compile(r"r\d\d_\w+")


class Built(msgspec.Struct, frozen=True):
    """A rule and its function, from the thing the rule is about to what it has to say.

    `check_list` is for what would be said of every entry alike: it takes a `ListCase`, once for a list; most have none.
    """

    rule: Rule
    check: Callable[[Any], Iterator[Note]]
    check_list: Callable[[ListCase], Iterator[Note]] | None = None


def _built() -> tuple[Built, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    modules = [importlib.import_module(f"service.rules.{name}") for name in names if _MODULE.fullmatch(name)]
    return tuple(Built(module.RULE, module.check, getattr(module, "check_list", None)) for module in modules)


RULES = _built()


@cache
def not_evaluated(given: frozenset[Need]) -> tuple[str, ...]:
    """Return the rules that cannot speak where only this is given beside the list entry, in order of their numbers."""
    return tuple(built.rule.id for built in RULES if not given.issuperset(built.rule.needs))


@cache
def rules_about(about: About, regime: Regime, mechanism: str | None = None) -> tuple[Built, ...]:
    """Return the rules about one kind of thing under a regime, for a mechanism where one is given."""
    return tuple(
        built
        for built in RULES
        if built.rule.about == about
        and regime in built.rule.regimes
        and (mechanism is None or built.rule.mechanisms is None or mechanism in built.rule.mechanisms)
    )


@cache
def rules_about_parties(
    about: About, regimes: tuple[Regime, ...], given: frozenset[Need] = frozenset()
) -> tuple[Built, ...]:
    """Return the rules about members or engagements, under any of the regimes, that can speak where this is given."""
    return tuple(
        built
        for built in RULES
        if built.rule.about == about
        and given.issuperset(built.rule.needs)
        and not set(regimes).isdisjoint(built.rule.regimes)
    )
