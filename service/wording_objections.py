"""What a customer reads of objections (Art. 28(2) GDPR): until when and how, or why not; how one stands."""

from datetime import date

from markupsafe import Markup

from service.changes import Manner
from service.languages import Language, gettext_noop
from service.notices import NoticeKind
from service.objections import Objected, Status, Turn
from service.wording_values import tagged

_NO_WINDOW: dict[Manner, str] = {
    "notice": gettext_noop("It already holds, so there is no time to object."),
    "waived": gettext_noop("The notice period was waived, so there is no time to object."),
    "baseline": gettext_noop("It already holds and is not a change, so there is no time to object."),
    "correction": gettext_noop(
        "It corrects what was recorded wrongly and is not a change, so there is no time to object."
    ),
    "history": gettext_noop("It is history, told for the record, so there is no time to object."),
    "objection": gettext_noop("It follows from an objection, so there is no time to object again."),
}
# How the title of a notice begins that tells what became of an objection.
_TITLES: dict[Turn, str] = {
    "open": gettext_noop("Objection open: %(title)s"),
    "rejected": gettext_noop("Objection rejected: %(title)s"),
    "not_engaged": gettext_noop("Objection upheld: %(title)s"),
    "terminated": gettext_noop("Contract ended: %(title)s"),
    "withdrawn": gettext_noop("Objection settled: %(title)s"),
}
_WITHDRAWN = gettext_noop("What was objected to (%(reference)s) was withdrawn and does not take effect.")
_OUTCOMES: dict[Turn, str] = {
    "open": gettext_noop(
        "The objection %(reference)s is open. Until it is decided, what waits does not take effect for this list."
    ),
    "rejected": gettext_noop("The objection %(reference)s was rejected, so what it was about takes effect."),
    "not_engaged": gettext_noop("The objection %(reference)s was upheld, for this list alone."),
    "terminated": gettext_noop(
        "After the objection %(reference)s the contract ends: from then on no sub-processor is engaged."
    ),
    "withdrawn": _WITHDRAWN,
}
# How an objection stands, on its own page.
_STANDS: dict[Status, str] = {
    "unverified": gettext_noop(
        "It was received. It came without the key of the list, so it holds nothing until it is confirmed."
    ),
    "open": gettext_noop(
        "It was received and is open. What it is about does not take effect for this list until it is decided."
    ),
    "rejected": gettext_noop("It was rejected."),
    "not_engaged": gettext_noop("It was upheld, for this list alone."),
    "terminated": gettext_noop("It was decided: the contract ends."),
    "withdrawn": gettext_noop("What it was about was withdrawn and does not take effect."),
}

_WAITS_ON = gettext_noop(
    "The objection %(reference)s was rejected. What it was about goes on waiting, because another one is open."
)

_OVERTAKEN = gettext_noop(
    "The objection %(reference)s was rejected. What it was about does not happen all the same, because something else "
    "was decided meanwhile."
)


def objection(language: Language, kind: NoticeKind, until: date | None, manner: Manner, *, coming: bool) -> Markup:
    """Return a paragraph: until which day (inclusive) and how one may object, or why there is no window.

    `coming` says that the change takes effect after it was published.
    """
    if until is not None:
        said = language.gettext_html(
            "You may object until %(day)s, that day included (UTC). "
            "The list page, to which this entry links, says how.",
            day=tagged("strong", language.day(until)),
        )
    elif manner == "notice" and kind in ("removed", "withdrawn"):
        said = language.gettext_html("Nothing new takes effect, so there is no time to object.")
    elif manner == "notice" and coming:
        said = language.gettext_html("No time to object is agreed for this list.")
    else:
        said = language.gettext_html(_NO_WINDOW[manner])
    return tagged("p", said)


def is_open(objected: Objected | None) -> bool:
    """Return whether a notice tells that an objection is open, this or another, so that what was announced waits."""
    return objected is not None and (objected.turn == "open" or objected.waits)


def titled(language: Language, objected: Objected, title: str) -> str:
    """Return the title of a notice that tells what became of an objection, and so what happens: `title`."""
    return language.gettext(_TITLES[objected.turn], title=title)


def outcome(language: Language, objected: Objected) -> Markup:
    """Return a paragraph: what became of an objection. Never what the objector or staff wrote: that can be erased."""
    words = _OUTCOMES[objected.turn]
    if objected.turn == "rejected" and (objected.waits or objected.overtaken):
        words = _WAITS_ON if objected.waits else _OVERTAKEN
    said = language.gettext_html(words, reference=objected.reference)
    if objected.settled:
        others = language.gettext_html(_WITHDRAWN, reference=", ".join(objected.settled))
        said += Markup("</p><p>") + others
    if objected.later_from is not None:
        said += Markup("</p><p>") + language.gettext_html(
            "What was decided meanwhile on top of it you hear of here for the first time; it takes effect on %(day)s.",
            day=language.day(objected.later_from),
        )
    return tagged("p", said)


def stands(language: Language, status: Status) -> str:
    """Return a sentence or two: how an objection stands."""
    return language.gettext(_STANDS[status])
