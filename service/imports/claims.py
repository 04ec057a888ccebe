"""What a published list says of transfer tools, in its own words: "SCCs (EU Standard Contractual Clauses)".

A word is a claim and no more: nothing that it does not say is recorded with it.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from service.documents import Document
from service.safeguards import Adequacy, AnySafeguard, Bcr, Derogation, Idta, Other, Scc

_TOOLS: Mapping[str, tuple[str, Callable[[], AnySafeguard]]] = {
    "the EU-US Data Privacy Framework": (
        r"(?:eu\W*u\.?s\.?\s+)?(?:data privacy framework|dpf)",
        lambda: Adequacy(decision="US-DPF-2023-1795"),
    ),
    "standard contractual clauses": (
        r"(?:eu\s+)?(?:standard (?:contractual|data protection) clauses|model clauses)|(?:eu\s+)?sccs?",
        Scc,
    ),
    "binding corporate rules": (r"binding corporate rules|bcrs?", Bcr),
    "the UK International Data Transfer Agreement": (
        r"(?:uk\s+)?international data transfer agreement|(?:uk\s+)?idta",
        Idta,
    ),
    "an adequacy decision": (r"(?:eu\s+)?adequacy(?: decisions?)?", Adequacy),
    "consent": (r"(?:explicit )?consent", lambda: Derogation(ground="consent")),
}
_NO_TOOL = re.compile(
    r"none|no|n\s*/?\s*a|[-–—]+|not (?:applicable|required|needed)|"
    r"(?:(?:eea|eu|eu/eea) (?:hosting|only|based)\W*)?"
    r"(?:(?:there is )?no (?:third[- ]country |international )?transfers?)?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:[;,/+&]|(?<!\w)and(?!\w))\s*(?![^()]*\))", re.IGNORECASE)
# What may stand around a tool's name without denying it; "not", "pending" and "expired" must never be among them.
_DETAIL = re.compile(
    r"\b(?:the|new|with|eu|european|commission|commission's|module|modules|one|two|three|four|[1-4]|2021/914|2010/87|adequacy|decision)\b|\W+",
    re.IGNORECASE,
)


class Claims(Document, frozen=True, kw_only=True):
    """The tools that are claimed, and sentences on what was assumed, what was kept as stated, and what says nothing."""

    tools: tuple[AnySafeguard, ...] = ()
    assumed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@lru_cache(maxsize=1024)  # the lines of a list say the same few things
def read_claims(text: str) -> Claims:
    """Read what a list says of transfer tools; words that name none known become `other` with the words as its name."""
    text = text.strip()
    if _NO_TOOL.fullmatch(text):
        said = (f'"{text}" names no transfer tool; none is recorded, and none is recorded as missing',) if text else ()
        return Claims(ignored=said)
    tools: dict[AnySafeguard, None] = {}
    assumed, kept = [], []
    for part in (text,) if _tool(text) else filter(None, _PARTS.split(text)):
        if found := _tool(part):
            name, tool, exact = found
            assumed += [] if exact else [f'"{part}" is read as a claim of {name}; its details are not recorded']
        else:
            tool = Other(name=part)
            kept.append(f'"{part}" is no known transfer tool; kept as stated')
        tools[tool] = None
    return Claims(tools=tuple(tools), assumed=tuple(assumed), kept=tuple(kept))


def _tool(part: str) -> tuple[str, AnySafeguard, bool] | None:
    """Return the one tool that the words name, and whether they say nothing else; None where they may deny it."""
    for name, (pattern, tool) in _TOOLS.items():
        rest, count = re.subn(rf"\b(?:{pattern})(?!\w)", " ", part, flags=re.IGNORECASE)
        if count and not _DETAIL.sub("", rest):
            return name, tool(), not re.sub(r"\W+", "", rest)
    return None
