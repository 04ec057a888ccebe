"""What more or better facts do to an answer: a tool that holds, a further place, a move into the EEA."""

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from service.documents import from_plain
from service.law import load_law
from service.rules import Facts, assess
from service.safeguards import AnySafeguard
from service.subprocessors import Location, Operator, Subprocessor
from service.transfers import RESULTS, SEVERITIES, Transfer, Verdict
from tests.campaigns import tried_on
from tests.rules import generated
from tests.rules.generated_facts import facts_from
from tests.rules.hostile import ACTIVITY, LOCATION, facts
from tests.rules.valid_tools import document_of, valid_for

LAW = load_law()
LIKELY = st.integers(0, 2**32).map(lambda seed: facts_from(next(generated.cases(seed, 1))))
ENTRIES = facts() | LIKELY
INSIDE = st.sampled_from(["DE", "FR", "IE", "IS", "NO", "RE"])
GRAVE = SEVERITIES.index("high")
SAME = ("rule", "subprocessor", "regime", "country")
Key = tuple[str | None, ...]


def with_document(given: Facts, slug: str | None, document: Subprocessor) -> Facts:
    """The same facts with another document of the sub-processor of the entry, or of a further member of its chain."""
    entry = given.entry
    if slug == entry.slug:
        return msgspec.structs.replace(given, entry=msgspec.structs.replace(entry, subprocessor=document))
    chain = {**entry.chain, str(slug): document}
    return msgspec.structs.replace(given, entry=msgspec.structs.replace(entry, chain=chain))


def hops(verdict: Verdict) -> dict[Key, int]:
    """How bad each hop is."""
    found: dict[Key, int] = {}
    for hop in verdict.transfers:
        key = (*hop.chain, hop.country, hop.regime)
        found[key] = max(found.get(key, 0), RESULTS.index(hop.result))
    return found


def grave(verdict: Verdict, *fields: str) -> dict[Key, int]:
    """How grave the worst finding is of those that agree in these fields, as far as it is a flag."""
    found: dict[Key, int] = {}
    for finding in verdict.findings:
        severity, key = SEVERITIES.index(finding.severity), tuple(getattr(finding, field) for field in fields)
        if severity >= GRAVE:
            found[key] = max(found.get(key, 0), severity)
    return found


def worse(before: dict[Key, int], after: dict[Key, int]) -> list[Key]:
    """What is there after and was not before, or not as bad."""
    return sorted((key for key, how in after.items() if how > before.get(key, -1)), key=str)


@st.composite
def entries_and_valid_tools(draw: st.DrawFn) -> tuple[Facts, Transfer, AnySafeguard]:
    """An entry, one of its hops abroad, and a tool that carries it and is not recorded yet."""
    found = all_recorded(draw(ENTRIES))
    abroad = [hop for hop in assess(found, LAW).transfers if is_abroad(hop) and document_of(found, hop) is not None]
    assume(abroad)
    hop = draw(st.sampled_from(abroad))
    tool = draw(st.sampled_from(list(valid_for(found, hop, LAW))))
    (read,) = from_plain({"name": "Acme", "safeguards": [tool]}, Subprocessor).safeguards or ()
    return found, hop, read


def is_abroad(hop: Transfer) -> bool:
    """Whether a hop needs a tool and its country is known."""
    return hop.country is not None and hop.result not in ("inside_eea", "no_transfer")


def all_recorded(given: Facts) -> Facts:
    """The same facts, with no tool recorded where none was: null becomes an empty list.

    Who records a first tool says that there is no other: hops that it is not for are undetermined before, and
    unsafeguarded after (rules.md, "What is not recorded").
    """
    for slug, document in (*given.entry.chain.items(), (given.entry.slug, given.entry.subprocessor)):
        whole = msgspec.structs.replace(document, safeguards=document.safeguards or ())
        given = with_document(given, slug, whole)
    return given


def with_tool(given: Facts, hop: Transfer, tool: AnySafeguard) -> Facts:
    """The same facts with one more tool: among the terms of the two, where they have tools of their own."""
    document, slug = document_of(given, hop), hop.chain[-1]
    assert document is not None
    if len(hop.chain) > 1:
        above = document_of(given, msgspec.structs.replace(hop, chain=hop.chain[:-1]))
        assert above is not None
        assert above.engages is not None
        agreed = tuple(
            msgspec.structs.replace(terms, safeguards=(*terms.safeguards, tool))
            if terms.subprocessor == slug and terms.safeguards is not None
            else terms
            for terms in above.engages
        )
        given = with_document(given, hop.chain[-2], msgspec.structs.replace(above, engages=agreed))
    return with_document(
        given, slug, msgspec.structs.replace(document, safeguards=(*(document.safeguards or ()), tool))
    )


@tried_on(60)
@given(entries_and_valid_tools())
def test_a_valid_tool_carries_its_hop_and_makes_nothing_worse(given: tuple[Facts, Transfer, AnySafeguard]) -> None:
    """With one more tool that holds, its hop is safeguarded or better, no hop is worse and no flag is new or graver.

    Flags under another regime of the exporter are left out: each regime judges what is claimed by its own lists, and
    what one of them knows another may not (R13, R56 to R59).
    """
    found, hop, tool = given
    before, after = assess(found, LAW), assess(with_tool(found, hop, tool), LAW)
    assert [] == worse(hops(before), hops(after))
    new = worse(grave(before, *SAME), grave(after, *SAME))
    assert [] == [key for key in new if key[2] in (hop.regime, None)]
    assert hops(after)[*hop.chain, hop.country, hop.regime] <= RESULTS.index("safeguarded")


@st.composite
def entries_and_places(draw: st.DrawFn) -> tuple[Facts, Location]:
    """An entry that has places, and a further one anywhere: often one of its own where so far others work for it."""
    found, place = draw(ENTRIES), from_plain(draw(LOCATION), Location)
    document = found.entry.subprocessor
    assume(document.locations)
    here, *rest = document.locations or ()
    if draw(st.booleans()):
        here = msgspec.structs.replace(here, operator=Operator(legal_name="Helpers Inc", relation="external"))
        document = msgspec.structs.replace(document, locations=(here, *rest))
        own = draw(st.sampled_from([None, place.operator]))
        place = msgspec.structs.replace(place, country=here.country, region=here.region, operator=own)
    return with_document(found, found.entry.slug, document), place


@tried_on(60)
@given(entries_and_places())
def test_one_more_place_makes_nothing_better(given: tuple[Facts, Location]) -> None:
    """With one more place, wherever it is, no hop of an entry that has places is better, and no flag is gone (R05)."""
    found, place = given
    document = found.entry.subprocessor
    more = msgspec.structs.replace(document, locations=(*(document.locations or ()), place))
    before, after = assess(found, LAW), assess(with_document(found, found.entry.slug, more), LAW)
    assert RESULTS.index(before.result) <= RESULTS.index(after.result)
    assert [] == worse(hops(after), hops(before))
    assert [] == worse(grave(after, *SAME), grave(before, *SAME))


def allowing(given: Facts, country: str) -> Facts:
    """The same facts, with instructions that name a country if they name any."""
    owner = given.controller
    if owner is None or owner.allowed_countries is None:
        return given
    allowed = (*owner.allowed_countries, country)
    return msgspec.structs.replace(given, controller=msgspec.structs.replace(owner, allowed_countries=allowed))


@tried_on(60)
@given(ENTRIES, INSIDE, ACTIVITY)
def test_one_more_place_in_the_eea_adds_no_flag(given: Facts, country: str, activity: str | None) -> None:
    """A further place of the sub-processor itself in the EEA, instructions allowing, is no reason for a flag.

    Left out are, as below, other regimes (R57, R59) and international organisations (R12).
    """
    document, allowed = given.entry.subprocessor, allowing(given, country)
    assume(document.locations and document.international_organisation is None)
    place = from_plain({"country": country, "activity": activity}, Location)
    more = msgspec.structs.replace(document, locations=(*(document.locations or ()), place))
    before, after = assess(allowed, LAW), assess(with_document(allowed, given.entry.slug, more), LAW)
    assert [] == [key for key in worse(grave(before, *SAME), grave(after, *SAME)) if key[2] in ("eu", None)]


@tried_on(60)
@given(ENTRIES, INSIDE, st.integers(0, 9))
def test_a_move_into_the_eea_adds_no_flag(given: Facts, country: str, number: int) -> None:
    """A place that moves into the EEA, from wherever and instructions allowing, adds no flag and makes none graver.

    Left out is what the law itself asks for: for the UK GDPR and the FADP the EEA is abroad (R57, R59), and so is every
    place for an international organisation (R12). And an entity in a third country that works on data in the EEA has it
    transferred to its own country (R06): what is flagged there may be new.
    """
    document, allowed = given.entry.subprocessor, allowing(given, country)
    places = document.locations or ()
    assume(places and document.international_organisation is None)
    at = number % len(places)
    moved = msgspec.structs.replace(places[at], country=country, region=None)
    there = msgspec.structs.replace(document, locations=(*places[:at], moved, *places[at + 1 :]))
    before, after = assess(allowed, LAW), assess(with_document(allowed, given.entry.slug, there), LAW)
    new = [key for key in worse(grave(before, *SAME), grave(after, *SAME)) if key[2] in ("eu", None)]
    reached_from = None if moved.operator is None else moved.operator.country
    assert [] == [key for key in new if key[3] is None or key[3] != reached_from]
