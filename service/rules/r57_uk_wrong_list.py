"""R57: adequacy of the EU list is claimed under UK law.

Duty: for a UK exporter the UK list counts, and of the Data Privacy Framework only entries that joined the UK Extension.
Source: SI 2023/1028; DPA 2018 Sch. 21; UK GDPR Art. 45A; https://handleygill.co.uk/uk-adequacy-regulations
"""

from collections.abc import Iterator

from service.rules.national_lists import extension, on_the_wrong_list
from service.rules.rule import Note, Rule
from service.rules.tools import Tool

RULE = Rule(
    id="R57",
    title="UK: adequate for the EU only",
    about="tool",
    severities=("critical", "high"),
    legal_basis=("UK GDPR Art. 45A", "DPA 2018 Sch. 21", "SI 2023/1028"),
    effect="defeats",
    mechanisms=("adequacy",),
    regimes=("uk",),
)


def check(tool: Tool) -> Iterator[Note]:
    """Defeat a claim on a place that only the EU list has, and a framework entry without the UK Extension."""
    yield from on_the_wrong_list(tool)
    yield from extension(tool, "uk_extension", "the UK Extension")
