"""The one tree of errors that the register raises: a code, a sentence a person can act on, and no word of HTTP.

`service.web.problems` maps each class to a status and a problem type; the CLI maps them to exit codes.
"""

from typing import ClassVar


class RegisterError(Exception):
    """Something the caller can understand and mend. The sentence says what is wrong and what to do."""

    code: ClassVar[str] = "error"

    def __init__(self, detail: str, errors: tuple["Place", ...] = ()) -> None:
        """Take the sentence for a person, and the places in the input that it is about."""
        super().__init__(detail)
        self.detail = detail
        self.errors = errors


class Place:
    """Where in a document something is wrong: a JSON pointer (RFC 6901) and a sentence."""

    __slots__ = ("detail", "pointer")

    def __init__(self, pointer: str, detail: str) -> None:
        """Take the JSON pointer ("" is the whole document) and the sentence."""
        self.pointer = pointer
        self.detail = detail


class Malformed(RegisterError):
    """The input cannot be read at all: broken JSON, a query parameter of the wrong form."""

    code = "malformed"


class Invalid(RegisterError):
    """The input can be read and breaks a rule of the documents."""

    code = "invalid"


class NoticePeriod(Invalid):
    """A decision would take effect before the notice period is over (Art. 28(2) GDPR and the contract)."""

    code = "notice-period"


class NotFound(RegisterError):
    """There is no such thing on the register, on that day, as known at that moment."""

    code = "not-found"


class Conflict(RegisterError):
    """The register's state does not allow it: a cycle in the chain, a change that is already in effect."""

    code = "conflict"


class PreconditionFailed(RegisterError):
    """If-Match or If-None-Match does not hold: somebody else wrote in between."""

    code = "precondition-failed"


class Unauthorised(RegisterError):
    """No credential, or one that opens nothing."""

    code = "unauthorised"


class Forbidden(RegisterError):
    """A good credential that lacks the scope."""

    code = "forbidden"


class Gone(RegisterError):
    """A subscriber token that was revoked: the address is closed for good."""

    code = "gone"


class RequestTimeout(RegisterError):
    """The input did not come in time."""

    code = "request-timeout"


class TooManyRequests(RegisterError):
    """A caller asks more often than the limits have it; `seconds` from now on it is answered again."""

    code = "too-many-requests"

    def __init__(self, seconds: int) -> None:
        """Take the whole seconds to wait."""
        super().__init__(f"This is asked too often. Ask again in {seconds} s, and less often from then on.")
        self.seconds = seconds


class Unavailable(RegisterError):
    """The database cannot be reached or does not fit; try again later or mend the set-up."""

    code = "unavailable"
