"""The check of many entries under one law: equal terms are checked once, whoever's lists they stand on.

The answer about terms names no list and no first day; `Judged` says whose entry it is about, and writes the findings
out only when they are asked for. So a check over all lists grows with the distinct terms, not with the customers; and
of distinct terms of one sub-processor only those take it through the gate again under which other data flows.
"""

from collections.abc import Callable, Hashable
from datetime import date

import msgspec

from service.law import Law
from service.rules import Facts, Passage, Scene, judge, passage_of
from service.rules.findings import addressed
from service.transfers import Verdict


class Judged(msgspec.Struct, frozen=True):
    """What the check says of one entry: the verdict on its terms, whose list it is on, and since when it runs.

    `written` is the verdict as it reads on that list, where it was worked out already.
    """

    terms: Verdict
    controller: str
    begun: date | None
    written: Verdict | None = None

    def verdict(self) -> Verdict:
        """Return the verdict with the list and the days written in."""
        return self.written or addressed(self.terms, self.controller, self.begun)


class Judge:
    """Checks entries on one day, of one catalogue, under one law: equal terms once, and equal chains once.

    `evaluations` counts how often the rules were asked of an entry.
    """

    def __init__(self, law: Law) -> None:
        """Take the legal facts."""
        self.law = law
        self.evaluations = 0
        self._known: dict[Hashable, Verdict] = {}
        self._passages: dict[Hashable, Passage] = {}

    def terms(self, key: Hashable, facts: Callable[[], Facts]) -> Verdict:
        """Return the verdict on terms; `key` is equal where all that the rules may look at is equal."""
        found = self._known.get(key)
        if found is None:
            self.evaluations += 1
            given = facts()
            # An override makes a document that no other entry has, and so does an objection that holds a change.
            passage = self._passage if given.entry.is_shared else passage_of
            found = self._known[key] = judge(given, self.law, passage)
        return found

    def _passage(self, scene: Scene) -> Passage:
        key = (scene.slug, scene.exporter, scene.flow)
        found = self._passages.get(key)
        if found is None:
            found = self._passages[key] = passage_of(scene)
        return found
