"""ETag, Last-Modified and the answer 304 (RFC 9110 sections 8.8 and 13)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import feed
from tests.feed import samples

TAG = '"a,b"'
MODIFIED = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)
LATER = "Sun, 06 Nov 1994 08:49:38 GMT"
SAME = "Sun, 06 Nov 1994 08:49:37 GMT"
EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT"


def test_etag_is_that_of_the_bytes() -> None:
    """The ETag is strong, and differs where the bytes differ."""
    one, _ = feed.validators(b"<feed/>", samples.head())
    other, _ = feed.validators(b"<feed></feed>", samples.head())
    assert (one[0], one[-1], len(one)) == ('"', '"', 34)
    assert one != other


def test_last_modified_is_the_stamp_of_the_feed() -> None:
    """Last-Modified is the feed's own stamp in whole seconds, GMT, whatever its zone."""
    modified = samples.NOW.astimezone(samples.PLUS_TWO)
    _, last_modified = feed.validators(b"", samples.head(modified=modified))
    assert "Mon, 23 Nov 2026 09:30:15 GMT" == last_modified


@pytest.mark.parametrize(
    ("if_none_match", "if_modified_since", "unchanged"),
    [
        pytest.param(None, None, False, id="no-condition"),
        pytest.param(TAG, None, True, id="same-tag"),
        pytest.param(f"W/{TAG}", None, True, id="weak-comparison"),
        pytest.param('"x", W/"y" ,"a,b"', None, True, id="list"),
        pytest.param(f',\t, {TAG},,"x"', None, True, id="empty-elements"),
        pytest.param("*", None, True, id="any"),
        pytest.param(" * ", None, True, id="any-with-space"),
        pytest.param('"a", "b"', None, False, id="comma-inside-is-no-list"),
        pytest.param('"a,b', None, False, id="open-quote"),
        pytest.param("a,b", None, False, id="unquoted"),
        pytest.param(f"w/{TAG}", None, False, id="lower-case-weak"),
        pytest.param(f"{TAG}, *", None, False, id="any-inside-a-list"),
        pytest.param("", None, False, id="empty"),
        pytest.param('"A,B"', None, False, id="case"),
        pytest.param('"x"', LATER, False, id="if-none-match-wins"),
        pytest.param("garbage", LATER, False, id="even-as-garbage"),
        pytest.param(TAG, EARLIER, True, id="date-ignored-beside-a-tag"),
        pytest.param(None, SAME, True, id="same-second"),
        pytest.param(None, LATER, True, id="later"),
        pytest.param(None, EARLIER, False, id="earlier"),
        pytest.param(None, "Sunday, 06-Nov-94 08:49:37 GMT", True, id="rfc850"),
        pytest.param(None, "Sunday, 06-Nov-94 08:49:36 GMT", False, id="rfc850-earlier"),
        pytest.param(None, "Sun Nov  6 08:49:37 1994", True, id="asctime"),
        pytest.param(None, "Sun Nov  6 08:49:36 1994", False, id="asctime-earlier"),
        pytest.param(None, f" {SAME} ", True, id="space-around"),
        pytest.param(None, "Sun, 06 Nov 1994 08:49:37 +0000", False, id="no-http-date"),
        pytest.param(None, "1994-11-07T00:00:00Z", False, id="another-format"),
        pytest.param(None, "Sun, 31 Feb 1995 08:49:37 GMT", False, id="no-such-day"),
        pytest.param(None, "Sun, 06 Xyz 1995 08:49:37 GMT", False, id="no-such-month"),
        pytest.param(None, "Sun, 06 Nov 1995 25:61:61 GMT", False, id="no-such-hour"),
        pytest.param(None, "Sun, 06 Nov 0000 08:49:37 GMT", False, id="no-such-year"),
        pytest.param(None, "", False, id="empty-date"),
    ],
)
def test_conditions_of_a_request(if_none_match: str | None, if_modified_since: str | None, *, unchanged: bool) -> None:
    """A request is answered 304 exactly where RFC 9110 says so."""
    assert unchanged == feed.not_modified(if_none_match, if_modified_since, TAG, MODIFIED)


def test_weak_tag_of_our_own_matches() -> None:
    """A feed sent with a weak tag is recognised by it, weak or strong."""
    assert feed.not_modified(TAG, None, f"W/{TAG}", MODIFIED)
    assert feed.not_modified(f"W/{TAG}", None, f"W/{TAG}", MODIFIED)


def test_fraction_of_a_second_is_not_news() -> None:
    """A reader that sends back the Last-Modified it got is answered 304."""
    modified = MODIFIED + timedelta(milliseconds=999)
    _, last_modified = feed.validators(b"", samples.head(modified=modified))
    assert feed.not_modified(None, last_modified, TAG, modified)


@given(
    st.one_of(st.none(), st.text(max_size=60), st.text('W/"*,\t \\a', max_size=30)),
    st.text(max_size=40) | st.from_regex(r"\A\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\Z"),
)
def test_no_header_breaks_the_answer(if_none_match: str | None, if_modified_since: str) -> None:
    """Any header value gets an answer, never an error."""
    assert feed.not_modified(if_none_match, if_modified_since, TAG, MODIFIED) in (True, False)
