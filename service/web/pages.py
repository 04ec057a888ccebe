"""The pages of the customer surface as HTML: the list of one controller, and an error. Pure rendering of templates.

They work without script, under a content security policy that allows one style sheet of our own and nothing else.
"""

from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from service import urls, wording
from service.controllers import Controller
from service.documents import to_plain
from service.languages import ENGLISH, Language, gettext_noop, language_of
from service.list_entries import PublicEntry
from service.notices import Item, Notice
from service.objections import Status, reference_of
from service.store.objections import ObjectionRow
from service.wording_objections import stands
from service.wording_values import details, text

STYLESHEET = "/static/style.css"
MOST_NOTICES = 20

# Who sends the data onward, and in which role.
_AS_PROCESSOR = gettext_noop("%(name)s, as processor")
_AS_CONTROLLER = gettext_noop("%(name)s, as controller")


class ListPage(msgspec.Struct, frozen=True, kw_only=True):
    """What a list's page shows.

    `on` is the day of the list, `today` the day of the reader (UTC). `items` are in effect on that day, `planned` are
    entries that begin later, `announced` what is still to come for entries of the list. `notices` come newest first,
    and `newer_url` and `older_url` lead to those before and after them, where there are any.
    `page_url` and `feed_url` are absolute, and may hold a subscriber token. `note` is the operator's word on top;
    `private` lists are not to be indexed. `objections` tells where those to each notice stand, and `closes_at` until
    when this very address is open, where it was given a successor.
    """

    slug: str
    controller: Controller
    exporter_name: str | None
    on: date
    today: date
    items: tuple[PublicEntry, ...]
    planned: tuple[PublicEntry, ...] = ()
    announced: tuple[Item, ...] = ()
    notices: tuple[Notice, ...] = ()
    page_url: str
    feed_url: str
    note: str | None = None
    private: bool = False
    newer_url: str | None = None
    older_url: str | None = None
    objections: dict[UUID, list[Status]] = {}
    closes_at: datetime | None = None

    @property
    def language(self) -> Language:
        """The language of the page: that of the controller. Notices on it keep their own."""
        return language_of(self.controller.language)

    @property
    def json_feed_url(self) -> str:
        """The absolute address of the JSON feed, which may hold a token as that of the page does."""
        return f"{self.page_url}/feed.json"

    @property
    def calendar_url(self) -> str:
        """The absolute address of the calendar, likewise."""
        return f"{self.page_url}/calendar.ics"

    def is_objected_to(self, notice: Notice) -> bool:
        """Whether an objection to a notice is open, so that what it announced waits."""
        return "open" in self.objections.get(notice.id, ())

    def may_object(self, notice: Notice) -> bool:
        """Whether the page takes an objection to a notice: inside its window, with none open, and none decided."""
        answered = any(status != "unverified" for status in self.objections.get(notice.id, ()))
        until = notice.objection_until
        return not answered and until is not None and self.on == self.today <= until

    @property
    def formats(self) -> tuple[tuple[str, str], ...]:
        """The forms in which changes are told: media type and absolute address."""
        return (urls.ATOM, self.feed_url), (urls.JSON_FEED, self.json_feed_url), (urls.CALENDAR, self.calendar_url)


class _Card(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as the template lays it out: rows are pairs of a label and a value in HTML."""

    anchor: str
    name: str
    from_: date | None
    until: date | None
    replaces: str | None
    rows: list[tuple[str, Markup]]


def list_page(page: ListPage) -> str:
    """Return the page of a list as an HTML document."""
    names = {entry.subprocessor: entry.name for entry in (*page.items, *page.planned)}
    language = page.language
    return (
        _templates(language)
        .get_template("list.html")
        .render(
            page=page,
            cards=[_card(language, entry, urls.entry_anchor(entry.subprocessor), names) for entry in page.items],
            planned=[_card(language, entry, f"planned-{entry.subprocessor}", names) for entry in page.planned],
            announced=[(item.name, wording.announced(language, item)) for item in page.announced],
            notices=[(notice, _content(notice)) for notice in page.notices[:MOST_NOTICES]],
            exporter=_exporter(page),
            copies=sorted({entry.copy_from for entry in page.items if entry.copy_from is not None}),
            objection_days=_objection_days(page.controller),
        )
    )


def objection_page(language: Language, row: ObjectionRow, *, page_url: str) -> str:
    """Return the page of an objection as an HTML document; `page_url` is the absolute address of its list."""
    return (
        _templates(language)
        .get_template("objection.html")
        .render(row=row, reference=reference_of(row.id), said=stands(language, row.status), page_url=page_url)
    )


def error_page(status: int, title: str, detail: str) -> str:
    """Return an error as an HTML document: the status code, a title, and a sentence that one can act on. English."""
    return _templates(ENGLISH).get_template("error.html").render(status=status, title=title, detail=detail)


def english_page(template: str, **values: Any) -> str:  # noqa: ANN401 — what the template names
    """Return a page for whoever works with the service, as an HTML document. English."""
    return _templates(ENGLISH).get_template(template).render(**values)


@cache
def _templates(language: Language) -> Environment:
    """Return the templates as they speak a language."""
    templates = Environment(
        loader=PackageLoader("service.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = language.catalogue
    # What jinja2.ext.i18n adds to an environment is no part of its type.
    templates.install_gettext_callables(catalogue.gettext, catalogue.ngettext, newstyle=True)  # type: ignore[attr-defined]
    templates.globals.update(language=language.tag, stylesheet=STYLESHEET)
    templates.globals.update(notice_anchor=urls.notice_anchor, objections=urls.objections)
    templates.filters.update(day=language.day, moment=language.moment, text=text)
    return templates


def _card(language: Language, entry: PublicEntry, anchor: str, names: dict[str, str]) -> _Card:
    return _Card(
        anchor=anchor,
        name=entry.name,
        from_=entry.from_,
        until=entry.until,
        replaces=names.get(entry.replaces, entry.replaces) if entry.replaces else None,
        rows=details(language, to_plain(entry)),
    )


def _content(notice: Notice) -> Markup:
    return Markup(notice.content)  # nosec B704  # noqa: S704 — stored as service.wording made it, every value escaped


def _exporter(page: ListPage) -> str | None:
    if page.exporter_name is None:
        return None
    own = page.controller.exporter
    said = _AS_CONTROLLER if own is not None and own.role == "controller" else _AS_PROCESSOR
    return page.language.gettext(said, name=page.exporter_name)


def _objection_days(controller: Controller) -> int:
    days = controller.objection_period_days
    return controller.notice_period_days if days is None else days
