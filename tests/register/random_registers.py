"""Random registers of two lists and a catalogue of three: what hypothesis draws where answers of lists are compared."""

from typing import Any

from hypothesis import strategies as st

from service.changes import Manner, Subject
from service.database.pool import Connection
from service.register.scope import PROCESSOR, controller, engagement, subprocessor
from tests import factories
from tests.register.desk import Desk, day
from tests.register.test_forecast_random import AHEAD, DPA, PLACES, SLUGS, TOOLS
from tests.register.test_random_acts import LISTS, PAIRS, Step
from tests.register.test_sweep import long_since

# Engagements come up more often than what they rest on: without them a list has nothing to say.
SUBJECTS = [PROCESSOR, *map(controller, LISTS), *map(subprocessor, SLUGS), *PAIRS, *PAIRS]
REGIMES = st.sampled_from([["eu"], ["uk"], ["ch", "eu"]])
MAYBE = st.sampled_from([None, True, False])


def processors() -> st.SearchStrategy[factories.Document]:
    """Who runs the register, under one regime or two."""
    return st.builds(lambda found: factories.processor(regimes=found), REGIMES)


def controllers() -> st.SearchStrategy[factories.Document]:
    """Controllers with an exporter of their own or none, instructions, a privacy notice, and data that goes back."""
    exporter = st.none() | st.builds(lambda found: {"country": "GB", "regimes": found}, REGIMES)
    allowed = st.sampled_from([None, ["EEA"], ["EEA", "US"]])
    told = st.none() | AHEAD.map(lambda dated: {"dated": dated, "countries": ["IN"]})
    return st.builds(
        lambda at, by, where, notice: factories.controller(
            country=at, exporter=by, allowed_countries=where, privacy_notice=notice, safeguards=[]
        ),
        st.sampled_from(["DE", "IN"]), exporter, allowed, told,
    )  # fmt: skip


def subprocessors() -> st.SearchStrategy[factories.Document]:
    """Sub-processors, alone or above another one, with which they may have agreed tools and places of their own."""
    terms = st.fixed_dictionaries(
        {"subprocessor": st.sampled_from(SLUGS), "safeguards": st.none() | TOOLS, "locations": st.none() | PLACES}
    )
    return st.builds(
        lambda at, tools, dpa, hops: factories.subprocessor(locations=at, safeguards=tools, dpa=dpa, engages=hops),
        PLACES, st.none() | TOOLS, st.none() | DPA, st.none() | st.lists(terms, max_size=2),
    )  # fmt: skip


def engagements() -> st.SearchStrategy[factories.Document]:
    """Engagements that replace the places, the tools or the contract now and then, of data of all kinds."""
    fields: dict[str, st.SearchStrategy[Any]] = {
        "locations": st.none() | PLACES,
        "safeguards": st.none() | TOOLS,
        "dpa": st.none() | DPA,
        "special_categories": MAYBE,
        "hr_data": MAYBE,
    }
    return st.fixed_dictionaries(fields).map(lambda found: factories.engagement(**found))


def documents(subject: Subject) -> st.SearchStrategy[factories.Document | None]:
    """Documents of a subject; null where it can end."""
    if subject.kind == "engagement":
        return st.one_of(engagements(), engagements(), st.none())
    return {"processor": processors, "controller": controllers, "subprocessor": subprocessors}[subject.kind]()


def steps() -> st.SearchStrategy[Step]:
    """Acts on any subject, on a day around today or none, in any manner; now and then a plan is withdrawn."""
    on = st.sampled_from([None, *(day(distance) for distance in (-30, -1, 0, 1, 30, 45))])
    manner: st.SearchStrategy[Manner] = st.sampled_from(["notice", "waived", "waived", "baseline", "correction"])
    puts = st.sampled_from(SUBJECTS).flatmap(
        lambda subject: st.builds(Step, st.just(subject), documents(subject), on, manner)
    )
    back: dict[str, Any] = {"document": st.none(), "on": st.none(), "withdraws": st.just(value=True)}
    taken_back = st.builds(Step, st.sampled_from(SUBJECTS), manner=manner, **back)
    # Not one_of, which takes a strategy that is named twice for one.
    return st.sampled_from([puts, puts, puts, taken_back]).flatmap(lambda one: one)


def held(subjects: list[Subject], documents: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Step]]:
    """Steps by which one document has held of several subjects for years."""
    put = st.builds(Step, st.just(subjects[0]), documents, st.just(day(-300)), st.just("baseline"))
    return put.map(lambda step: [step._replace(subject=subject) for subject in subjects])


def registers(most: int) -> st.SearchStrategy[list[Step]]:
    """A catalogue that has held for years, which lists that differ engage on the same terms, and then some acts."""
    begun = [held([one], documents(one)) for one in (*map(subprocessor, SLUGS), *map(controller, LISTS))]
    begun += [held([engagement((name, slug)) for name in LISTS], engagements()) for slug in SLUGS[:2]]
    acts = st.lists(steps(), min_size=2, max_size=most)
    return st.tuples(*begun, acts).map(lambda parts: [step for part in parts for step in part])


async def begin(conn: Connection) -> Desk:
    """Two lists that are years old, and who runs the register."""
    desk = Desk.on(conn)
    await long_since(desk, PROCESSOR, factories.processor())
    for name in LISTS:
        await long_since(desk, controller(name), factories.controller(name.title()))
    return desk
