"""The last entry of a feed's address in words, made once: when the address is given its successor."""

from datetime import UTC, datetime

from markupsafe import Markup

from service.languages import Language
from service.notices import ClosingWords
from service.wording_categories import category_of_closing
from service.wording_values import tagged

# What stands in the stored words for the address of the feed that stays: it hangs on the public URL, a setting.
_ADDRESS = "%(address)s"


def closing_words(language: Language, closes_at: datetime) -> ClosingWords:
    """Return what the last entry of an address says that closes at a moment; the day is that of UTC."""
    day = language.day(closes_at.astimezone(UTC).date())
    said = language.gettext_html(
        "This address of the feed closes on %(day)s and tells of nothing after that. "
        "The feed goes on at %(address)s, and under a new address of its own: both open with the new key of this list. "
        "Whoever gave you this address has it.",
        day=tagged("strong", day),
        address=_ADDRESS,
    )
    return ClosingWords(
        language=language.tag,
        title=language.gettext("This address closes on %(day)s", day=day),
        content=str(tagged("p", said)),
        label=category_of_closing(language).label,
    )


def closing_content(words: ClosingWords, address: str) -> Markup:
    """Return the content of the last entry as HTML, with the absolute address of the feed that stays."""
    link = Markup('<a href="{}">{}</a>').format(address, address)
    return Markup(words.content.replace(_ADDRESS, link))  # nosec B704  # noqa: S704 — stored as `closing_words` made it
