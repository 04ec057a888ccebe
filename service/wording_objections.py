"""What a notice says of objecting (Art. 28(2) GDPR): until when and how, or why there is no window."""

from datetime import date

from markupsafe import Markup

from service.changes import Manner
from service.notices import NoticeKind
from service.wording_values import day

_NO_WINDOW: dict[Manner, str] = {
    "notice": "It already holds, so there is no time to object.",
    "waived": "The notice period was waived, so there is no time to object.",
    "baseline": "It already holds and is not a change, so there is no time to object.",
    "correction": "It corrects what was recorded wrongly and is not a change, so there is no time to object.",
    "history": "It is history, told for the record, so there is no time to object.",
}


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
