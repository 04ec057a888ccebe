"""List entries over time as their customers see them, before and after a write."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

import msgspec

from service.changes import Plain, Span, at
from service.controllers import Controller, Exporter, Processor, exporter_of
from service.documents import from_plain
from service.engagements import Engagement, Entry, laid_over
from service.law import Law
from service.list_entries import notice_view, public_entry
from service.objections import Held, as_held
from service.register.scope import PROCESSOR, Pair, World, controller, engagement, hops, subprocessor
from service.rules import Facts, transfers
from service.store.people import hide
from service.subprocessors import Subprocessor

T = TypeVar("T")


class Views:
    """Builds the views of one write. Entries that share terms are built once, however many lists have them."""

    def __init__(self, law: Law) -> None:
        """Take the legal facts that the basis of a transfer rests on."""
        self._law = law
        self._built: dict[tuple[Any, ...], Plain] = {}
        self._read: dict[tuple[int, type], tuple[Plain, Any]] = {}

    def timeline(self, world: World, pair: Pair, days: Iterable[date]) -> list[Span]:
        """Return the views of one list entry on each of the days, as spans of differing neighbours."""
        found: list[Span] = []
        for day in sorted(days):
            view = self._view(world, pair, day)
            if (found[-1].state if found else None) != view:
                found.append(Span(day, view))
        return found

    def facts(self, world: World, pair: Pair, day: date) -> Facts | None:
        """Return what the check is given of a list entry on a day; null where it is not on the list then."""
        own = at(world.get(engagement(pair), ()), day)
        shared = None if own is None else at(world.get(subprocessor(pair[1]), ()), day)
        if own is None or shared is None:
            return None
        terms = self._as(own, Engagement)
        shared = as_held(shared, pair[1], terms.held)
        entry = Entry(
            slug=pair[1],
            subprocessor=laid_over(terms, self._as(shared, Subprocessor)),
            engagement=terms,
            chain=self._chain(world, shared, terms.held, day),
        )
        owner = _at_or_first(world.get(controller(pair[0]), []), day)
        return Facts(
            on=day,
            exporter=self.exporter(world, pair[0], day),
            entry=entry,
            controller_slug=pair[0],
            controller=None if owner is None else self._as(owner, Controller),
        )

    def _view(self, world: World, pair: Pair, day: date) -> Plain | None:
        found = self.facts(world, pair, day)
        if found is None:
            return None
        entry = found.entry
        shared, chain = id(at(world[subprocessor(pair[1])], day)), tuple(map(id, entry.chain.values()))
        key = (entry.slug, day, encoded(entry.engagement), shared, chain, encoded(found.exporter))
        if key not in self._built:
            shown = public_entry(entry, transfers(found, self._law), None)
            self._built[key] = notice_view(entry, shown)
        return self._built[key]

    def exporter(self, world: World, name: str, day: date) -> Exporter:
        """Return who exports for a list on a day; before the list began, as when it did."""
        document = _at_or_first(world.get(controller(name), []), day)
        owner = None if document is None else self._as(document, Controller)
        return exporter_of(owner, self.processor(world, day))

    def processor(self, world: World, day: date) -> Processor | None:
        """Return who runs the register on a day; before it was recorded, as when it first was."""
        document = _at_or_first(world.get(PROCESSOR, []), day)
        return None if document is None else self._as(document, Processor)

    def _chain(self, world: World, shared: Plain, held: Held | None, day: date) -> dict[str, Subprocessor]:
        found: dict[str, Subprocessor] = {}
        todo = hops(shared)
        while todo:
            slug = todo.pop()
            document = at(world.get(subprocessor(slug), ()), day)
            if slug not in found and document is not None:
                document = as_held(document, slug, held)
                found[slug] = self._as(document, Subprocessor)
                todo += hops(document)
        return found

    def _as(self, document: Plain, wanted: type[T]) -> T:
        key = (id(document), wanted)
        if key not in self._read:
            # The document is kept beside what was read from it, so that its id stays its own.
            self._read[key] = (document, from_plain(hide(document), wanted))
        read: T = self._read[key][1]
        return read


def _at_or_first(timeline: list[Span], day: date) -> Plain | None:
    return at(timeline, day) or next((span.state for span in timeline if span.state is not None), None)


def encoded(document: Any) -> bytes:  # noqa: ANN401 — a struct or a plain document
    """Return a document as bytes that are equal where it is equal."""
    return msgspec.json.encode(document, enc_hook=str, order="deterministic")
