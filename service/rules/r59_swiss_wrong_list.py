"""R59: adequacy of the EU list is claimed under Swiss law.

Duty: for a Swiss exporter Annex 1 of the ordinance binds, and of the Data Privacy Framework only entries certified
under the Swiss-US framework, from 2024-09-15 on.
Source: FADP Art. 16(1); DPO Annex 1,
https://www.bj.admin.ch/bj/en/home/staat/datenschutz/internationales/anerkennung-staaten.html
"""

from collections.abc import Iterator

from service.rules.national_lists import extension, on_the_wrong_list
from service.rules.rule import Note, Rule
from service.rules.tools import FRAMEWORK, Tool

RULE = Rule(
    id="R59",
    title="Switzerland: not on Annex 1",
    about="tool",
    severities=("critical", "high"),
    legal_basis=("FADP Art. 16(1)", "DPO Annex 1"),
    effect="defeats",
    mechanisms=("adequacy",),
    regimes=("ch",),
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat a claim on a place outside Annex 1, and a framework entry that is not certified, or not yet."""
    yield from on_the_wrong_list(tool)
    yield from _too_early(tool)
    yield from extension(tool, "swiss", "the Swiss-US framework")


def _too_early(tool: Tool) -> Iterator[Note]:
    entry, hop = tool.fitting, tool.hop
    if entry is not None and entry.scope_code in FRAMEWORK and hop.on < entry.valid_from:
        yield Note(
            severity="critical",
            message=(
                f"Adequacy is recorded for {hop.importer} in {hop.where}; for a Swiss exporter the framework counts "
                f"from {entry.valid_from} only."
            ),
            remedy="Rest the transfer of that day on another tool; until then stop it.",
            confidence=entry.confidence,
        )
