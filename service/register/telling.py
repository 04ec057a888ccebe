"""Which lists hear of a write, and what their notices say. Pure: from what was and what is to drafts of notices."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID, uuid4

import msgspec

from service.changes import Logged, Plain, Span, Subject, at
from service.languages import Language, language_of
from service.law import Law
from service.notices import Item, NoticeKind, compare, joined, kind_of, objection_deadline
from service.objections import Objected
from service.register.acts import Terms
from service.register.scope import (
    PROCESSOR,
    Pair,
    Scope,
    World,
    chain_of,
    controller,
    day_before,
    engagement,
    subprocessor,
)
from service.register.views import Views, encoded
from service.store.notices import Draft, Earlier, FeedWords, Said
from service.wording import content_of
from service.wording_categories import categories_of
from service.wording_titles import objection_title_of, title_of, titled_days

Window = tuple[int, int]
Planned = Mapping[Subject, Sequence[Logged]]


def drafts(
    scope: Scope,
    terms: Terms,
    law: Law,
    about: Mapping[str, tuple[Earlier, ...]],
    planned: Planned,
    objected: Mapping[str, Objected],
) -> list[Draft]:
    """Return one notice for each list whose entries a reader would see differ; none where the terms publish nothing.

    `about` names the older notices of each list that this write withdraws or corrects; `planned` are changes recorded
    before that a new engagement's notice tells of too; `objected` says of lists what becomes of an objection.
    """
    if not terms.publishes:
        return []
    told, views = _Told(scope, terms, planned, objected), Views(law)
    items = _items(scope, told, views, terms.today)
    for name in objected.keys() - items.keys():
        items[name] = [
            item
            for again in dropped_again(objected[name])
            if (item := _without_what_holds(again, views, told.after, name, scope.from_day)) is not None
        ]
    return [told.draft(name, found, about.get(name, ())) for name, found in sorted(items.items()) if found]


def dropped_again(objected: Objected) -> list[Item]:
    """Return what is told of an objection where the list stays as it is: what was told waits or will not happen."""
    if objected.turn not in ("not_engaged", "terminated", "withdrawn") and not (objected.waits or objected.overtaken):
        return []
    return [
        msgspec.structs.replace(item, kind="withdrawn", steps=(), dropped=item.steps, entry=None)
        for item in objected.items
        if item.kind in ("added", "replaced", "changed")
    ]


def _without_what_holds(item: Item, views: Views, world: World, name: str, from_day: date) -> Item | None:
    """Return an item without those of its dropped steps that read as announced all the same; null where all do."""
    dropped = []
    for step in item.dropped:
        day = max(step.effective_on, from_day)
        state = at(views.timeline(world, (name, item.subprocessor), [day]), day)
        diff = tuple(one for one in step.diff if step.present is not None or (state or {}).get(one.field) != one.after)
        if diff if step.present is None else step.present != (state is not None):
            dropped.append(msgspec.structs.replace(step, diff=diff))
    if not dropped:
        return None
    return msgspec.structs.replace(item, dropped=tuple(dropped), effective_on=dropped[0].effective_on)


def _items(scope: Scope, told: "_Told", views: Views, today: date) -> dict[str, list[Item]]:
    """Compare the entries that the write may change, by list; entries on equal terms are compared once."""
    found: dict[str, list[Item]] = {}
    before, after = told.before, told.after
    names = {slug: _name(after, slug) for slug in {slug for _, slug in scope.pairs}}
    written = {(subject.controller, subject.subprocessor) for subject in scope.ledgers}
    known: dict[Hashable, Item | None] = {}
    for pair in sorted(scope.pairs):
        is_written = pair in written or (pair[0], None) in written
        key = pair[1], _terms(before, pair), _terms(after, pair) if is_written else None
        if key not in known:
            days = _days(told.rests_on(pair), (before, after), scope.from_day)
            was, will = (views.timeline(world, pair, days) for world in (before, after))
            known[key] = compare(pair[1], was, will, names, today)
        item = known[key]
        if item is not None:
            found.setdefault(pair[0], []).append(item)
    return found


def _terms(world: World, pair: Pair) -> Hashable:
    """Return what a view rests on that is a list's own: its engagement, and who exports for it (`Views`)."""
    own = [(span.starts_on, encoded(span.state)) for span in world.get(engagement(pair), ())]
    owner = world.get(controller(pair[0]), ())
    exporters = [(span.starts_on, span.state and encoded(span.state["exporter"])) for span in owner]
    return tuple(own), tuple(exporters)


def breakpoints(world: World, pair: Pair, from_day: date) -> set[date]:
    """Return the days from one on on which an entry may begin to read otherwise, that day itself and the one before."""
    return _days(_rests_on((world,), pair), (world,), from_day)


def _days(rests_on: Collection[Subject], worlds: Collection[World], from_day: date) -> set[date]:
    days = {span.starts_on for world in worlds for subject in rests_on for span in world.get(subject, ())}
    return {day for day in days if day >= from_day} | {from_day, day_before(from_day)}


def _rests_on(worlds: Iterable[World], pair: Pair) -> set[Subject]:
    chain = {slug for world in worlds for slug in chain_of(world, pair)}
    return {PROCESSOR, controller(pair[0]), engagement(pair), *map(subprocessor, chain)}


def _name(world: World, slug: str) -> str:
    spans = world.get(subprocessor(slug), [])
    return next((str(span.state["name"]) for span in reversed(spans) if span.state is not None), slug)


class _Alike(msgspec.Struct, frozen=True, kw_only=True):
    """What lists whose entries differ in the same way are told, before it has words.

    `encoded` are the items as bytes. `coming` is the first day after today on which more than an end takes effect.
    """

    items: tuple[Item, ...]
    encoded: bytes
    changes: tuple[UUID, ...]
    kind: NoticeKind
    first_day: date
    coming: date | None


class _Told:
    """The words of a write's notices. Lists whose entries differ in the same way share them."""

    def __init__(self, scope: Scope, terms: Terms, planned: Planned, objected: Mapping[str, Objected]) -> None:
        self.before, self.after = scope.world, scope.after()
        self._scope, self._terms, self._planned, self._objected = scope, terms, planned, objected
        self._alike: dict[Hashable, _Alike] = {}
        self._words: dict[Hashable, Said] = {}
        self._said: dict[Hashable, Said] = {}
        self._rests_on: dict[Pair, set[Subject]] = {}
        self._replaced = self._replacements()
        self._own = {subject.controller for subject in scope.ledgers}

    def draft(self, name: str, items: list[Item], about: tuple[Earlier, ...]) -> Draft:
        alike, objected = self._told(name, items), self._objected.get(name)
        owner = _owner(self.after, name, self._terms.today)
        language, until = _language(owner), self._objection_until(alike, owner)
        titles = tuple(one.title for one in about)
        words_of = until, language.tag, titles, objected and (objected.reference, objected.settled)
        key = id(alike), words_of
        if key not in self._said:
            rendered = alike.encoded, words_of
            if rendered not in self._words:
                self._words[rendered] = self._worded(alike, language, until, titles, objected)
            self._said[key] = msgspec.structs.replace(self._words[rendered], changes=alike.changes)
        return Draft(id=uuid4(), controller=name, said=self._said[key], about=tuple(one.id for one in about))

    def rests_on(self, pair: Pair) -> set[Subject]:
        """Return what a list entry rests on before and after the write, on any day."""
        if pair not in self._rests_on:
            self._rests_on[pair] = _rests_on((self.before, self.after), pair)
        return self._rests_on[pair]

    def _worded(
        self,
        alike: _Alike,
        language: Language,
        until: date | None,
        about: tuple[str, ...],
        objected: Objected | None,
    ) -> Said:
        kind, told, manner = alike.kind, alike.items, self._terms.manner
        title = title_of(language, kind, told, reason_kind=manner, objected=objected)
        return Said(
            kind=kind,
            effective_on=alike.first_day,
            objection_until=until,
            title=title,
            content=content_of(
                language,
                kind,
                told,
                objection_until=until,
                reason_kind=manner,
                published_on=self._terms.today,
                about=about,
                objected=objected,
            ),
            items=told,
            changes=(),
            language=language.tag,
            categories=categories_of(language, kind, told),
            objection_title=None if until is None else objection_title_of(language, title),
            later_days=titled_days(language, told, self._terms.today, reason_kind=manner, objected=objected),
        )

    def _told(self, name: str, items: list[Item]) -> _Alike:
        """Return what a list is told: one and the same where nothing of its own is written, on the same items."""
        key = name if name in self._own else tuple(map(id, items))
        if key not in self._alike:
            told = joined(items, self._replaced.get(name, {}))
            appearing = (item for item in told if item.kind in ("added", "replaced", "changed"))
            days = (step.effective_on for item in appearing for step in item.steps)
            self._alike[key] = _Alike(
                items=told,
                encoded=msgspec.json.encode(told),
                changes=tuple(self._changes(name, items)),
                kind=kind_of(told, published=self._terms.manner == "baseline"),
                first_day=min(item.effective_on for item in told),
                coming=min((day for day in days if day > self._terms.today), default=None),
            )
        return self._alike[key]

    def _objection_until(self, alike: _Alike, owner: Plain | None) -> date | None:
        coming, objected = alike.coming, self._terms.objected
        if objected is not None and objected.later_from is not None:
            coming = objected.later_from
        elif self._terms.manner != "notice":
            coming = None
        return None if coming is None else objection_deadline(self._terms.today, coming, _periods(owner)[1])

    def _replacements(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for subject in self._scope.ledgers:
            state = _latest(self.after[subject]) if subject.kind == "engagement" else None
            if state is not None and state["replaces"]:
                found.setdefault(subject.controller or "", {})[subject.subprocessor or ""] = state["replaces"]
        return found

    def _changes(self, name: str, items: Sequence[Item]) -> list[UUID]:
        touched = {PROCESSOR, controller(name)}.union(*(self.rests_on((name, item.subprocessor)) for item in items))
        ledgers = (self._scope.ledgers[subject] for subject in touched & self._scope.ledgers.keys())
        days = {step.effective_on for item in items for step in item.steps}
        known = (change for subject, found in self._planned.items() if subject in touched for change in found)
        found = [
            *(record.id for ledger in ledgers for record in ledger.records),
            *(change.id for change in known if change.effective_on in days),
            *(() if self._terms.objected is None else self._terms.objected.later),
        ]
        return list(dict.fromkeys(found))


def feed_words(world: World, name: str, today: date) -> FeedWords:
    """Return the title of a list's feed, its language and who publishes it, from the documents that hold today."""
    owner = _owner(world, name, today) or {"name": name, "exporter": None}
    processor = at(world.get(PROCESSOR, ()), today) or {}
    exporter = (owner["exporter"] or processor).get("legal_name")
    language = _language(owner)
    title = language.gettext("Sub-processors of %(controller)s", controller=owner["name"])
    return FeedWords(title=title, author=exporter or owner["name"], language=language.tag)


def notice_period(world: World, name: str, today: date) -> int:
    """Return the notice period of a list in days; 0 where there is no such list."""
    return _periods(_owner(world, name, today))[0]


def _owner(world: World, name: str, today: date) -> Plain | None:
    """Return the document of a list's controller that holds today, or else its last one."""
    spans = world.get(controller(name), ())
    return at(spans, today) or _latest(spans)


def _periods(owner: Plain | None) -> Window:
    if owner is None:
        return 0, 0
    notice = int(owner["notice_period_days"])
    objection = owner["objection_period_days"]
    return notice, notice if objection is None else int(objection)


def _language(owner: Plain | None) -> Language:
    return language_of((owner or {}).get("language", "en"))


def _latest(spans: Sequence[Span]) -> Plain | None:
    return next((span.state for span in reversed(spans) if span.state is not None), None)
