"""What a notice says of objecting (Art. 28(2) GDPR): until when and how, or why there is no window."""

from datetime import date

from markupsafe import Markup

from service.changes import Manner
from service.notices import NoticeKind
from service.objections import Objected, Turn
from service.wording_values import day

_NO_WINDOW: dict[Manner, str] = {
    "notice": "It already holds, so there is no time to object.",
    "waived": "The notice period was waived, so there is no time to object.",
    "baseline": "It already holds and is not a change, so there is no time to object.",
    "correction": "It corrects what was recorded wrongly and is not a change, so there is no time to object.",
    "history": "It is history, told for the record, so there is no time to object.",
    "objection": "It follows from an objection, so there is no time to object again.",
}
# How the title of a notice begins that tells what became of an objection.
TURNS: dict[Turn, str] = {
    "open": "Objection open",
    "rejected": "Objection rejected",
    "not_engaged": "Objection upheld",
    "terminated": "Contract ended",
}
_OUTCOMES: dict[Turn, str] = {
    "open": "The objection {reference} is open. Until it is decided, what waits does not take effect for this list.",
    "rejected": "The objection {reference} was rejected, so what it was about takes effect.",
    "not_engaged": "The objection {reference} was upheld, for this list alone.",
    "terminated": "After the objection {reference} the contract ends: from then on no sub-processor is engaged.",
}

_WAITS_ON = "The objection {reference} was rejected. What it was about goes on waiting, because another one is open."


def objection(kind: NoticeKind, until: date | None, manner: Manner, *, coming: bool) -> Markup:
    """Return a paragraph: until which day (inclusive) and how one may object, or why there is no window.

    `coming` says that the change takes effect after it was published.
    """
    if until is not None:
        said = Markup(
            "You may object until <strong>{}</strong>, that day included (UTC). "
            "The list page, to which this entry links, says how."
        ).format(day(until))
    elif manner == "notice" and kind in ("removed", "withdrawn"):
        said = Markup("Nothing new takes effect, so there is no time to object.")
    elif manner == "notice" and coming:
        said = Markup("No time to object is agreed for this list.")
    else:
        said = Markup("{}").format(_NO_WINDOW[manner])
    return Markup("<p>{}</p>").format(said)


def is_open(objected: Objected | None) -> bool:
    """Return whether a notice tells that an objection is open, this or another, so that what was announced waits."""
    return objected is not None and (objected.turn == "open" or objected.waits)


def outcome(objected: Objected) -> Markup:
    """Return a paragraph: what became of an objection. Never what the objector or staff wrote: that can be erased."""
    words = _WAITS_ON if objected.turn == "rejected" and objected.waits else _OUTCOMES[objected.turn]
    said = Markup("<p>{}</p>").format(words.format(reference=objected.reference))
    if objected.later_from is None:
        return said
    later = "What was decided meanwhile on top of it you hear of here for the first time; it takes effect on {}."
    return said + Markup("<p>{}</p>").format(later.format(day(objected.later_from)))
