"""The five reference users and the example files."""

import pytest

from service import examples
from service.errors import NotFound
from service.safeguards import Derogation
from service.subprocessors import Dpa, Location

USERS = {user.slug: user for user in examples.policy_users()}


def test_five_users_with_their_recipients() -> None:
    """Each notice gives a public list of exactly the recipients that it names."""
    sizes = {"integrera": 3, "integrasjonspartner-bits": 2, "sicra": 2, "intility": 7, "integro": 6}
    assert sizes == {slug: len(user.desired) for slug, user in USERS.items()}
    assert {"public"} == {user.controller.visibility for user in USERS.values()}
    assert {30} == {user.controller.notice_period_days for user in USERS.values()}


@pytest.mark.parametrize("slug", USERS)
def test_exporter_is_the_controller(slug: str) -> None:
    """These lists are of a controller's own recipients, under the law of its country."""
    controller = USERS[slug].controller
    exporter = controller.exporter
    assert exporter is not None
    assert ("controller", controller.legal_name, controller.country) == (
        exporter.role,
        exporter.legal_name,
        exporter.country,
    )
    assert {"NO": ("eu",), "GB": ("uk",)}[str(exporter.country)] == exporter.regimes


def test_silence_stays_null() -> None:
    """No country is recorded of any recipient, and only one place, as its notice states it."""
    places = {entry.slug: entry.subprocessor.locations for user in USERS.values() for entry in user.desired}
    stated = (Location(region="EU", stated="servers inside the EU"),)
    assert {"fathom-analytics": stated} == {slug: place for slug, place in places.items() if place is not None}


def test_stated_terms() -> None:
    """Stated contracts are recorded as signed, consent as the ground that is claimed, all else as not recorded."""
    integro = {entry.slug: entry.subprocessor for entry in USERS["integro"].desired}
    assert Dpa(status="signed") == integro["integro-hosting-contractors-not-named"].dpa
    analytics = integro["integro-analytics-and-marketing-services-not-named"]
    assert ((Derogation(ground="consent"),), None) == (analytics.safeguards, analytics.dpa)
    assert {None} == {entry.subprocessor.dpa for entry in USERS["intility"].desired}


def test_roles() -> None:
    """Recipients that decide for themselves are independent controllers."""
    own = [entry.slug for entry in USERS["intility"].desired if entry.engagement.role == "independent_controller"]
    assert 3 == len(own)
    assert all(slug.startswith("intility-") for slug in own)


def test_slugs_are_shared_only_where_recipients_are() -> None:
    """LinkedIn is one sub-processor for two lists; recipients that are not named are different ones for each."""
    uses: dict[str, list[str]] = {}
    for user in USERS.values():
        for entry in user.desired:
            uses.setdefault(entry.slug, []).append(entry.subprocessor.name)
    assert {"linkedin": ["LinkedIn", "LinkedIn"]} == {slug: names for slug, names in uses.items() if len(names) > 1}
    unnamed = {
        entry.slug for user in USERS.values() for entry in user.desired if "not named" in entry.subprocessor.name
    }
    assert {True} == {any(slug.startswith(user) for user in USERS) for slug in unnamed}


def test_unknown_example() -> None:
    """A name that is no example list is answered with those that are."""
    with pytest.raises(NotFound, match="github"):
        examples.list_file("../github")
