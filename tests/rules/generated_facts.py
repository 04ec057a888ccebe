"""What the check is given of a random case: the documents read, and the entry as the register would lay it."""

from service.controllers import Exporter, exporter_of
from service.documents import from_plain, to_plain
from service.engagements import Engagement, Entry, laid_over
from service.rules import Facts
from service.subprocessors import Subprocessor
from service.transfers import Assessment, ChainMember
from tests.rules.generated import documents
from tests.rules.generated_tools import Plain


def facts_from(case: Plain) -> Facts:
    """Read the facts of a random case; the slug of its entry is "acme"."""
    wanted = from_plain({"on": case["on"], **documents(case)}, Assessment)
    engagement = wanted.engagement or Engagement()
    return Facts(
        on=wanted.on,  # type: ignore[arg-type]  # every random case has a day
        exporter=wanted.exporter or (exporter_of(wanted.controller, None) if wanted.controller else Exporter()),
        entry=Entry(
            slug="acme",
            subprocessor=laid_over(engagement, wanted.subprocessor),
            engagement=engagement,
            chain={member.slug: _plain(member) for member in wanted.chain},
        ),
        controller_slug="list",
        controller=wanted.controller,
        notice=wanted.notice,
    )


def _plain(member: ChainMember) -> Subprocessor:
    plain = to_plain(member)
    del plain["slug"]
    return from_plain(plain, Subprocessor)
