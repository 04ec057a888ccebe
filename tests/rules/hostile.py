"""Any list entry that passes validation, with whatever gaps and contradictions, as hypothesis draws them."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from service.controllers import Controller, Exporter
from service.documents import from_plain
from service.engagements import Engagement, Entry
from service.rules import Facts
from service.subprocessors import Subprocessor
from service.transfers import NoticeFacts

COUNTRIES = ("DE", "IE", "NO", "RE", "US", "IN", "GB", "BR", "CA", "JP", "CH", "SJ", "GI", "PF", "CN", "FO", "IL")
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2035, 12, 31))
MAYBE = st.sampled_from([None, True, False])


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def documents(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(fields)


DAY = maybe(DAYS.map(date.isoformat))
COUNTRY = st.sampled_from(COUNTRIES)
ACTIVITY = maybe(st.sampled_from(["hosting", "backup", "support", "remote_access", "administration"]))
OPERATOR = documents(
    legal_name=maybe(st.just("Helpers Inc")),
    country=maybe(COUNTRY),
    relation=maybe(st.sampled_from(["self", "group", "external"])),
)
LOCATION = documents(
    country=maybe(COUNTRY),
    activity=ACTIVITY,
    operator=maybe(OPERATOR),
    travelling_staff=MAYBE,
    basis=st.sampled_from(["recipient", "recipient", "data_subject_direct", "transit"]),
) | documents(region=st.sampled_from(["EU", "EEA"]), activity=ACTIVITY, stated=maybe(st.just("in Europe")))
TIA = documents(
    completed_on=DAY,
    countries=maybe(st.lists(COUNTRY, max_size=2)),
    recipient=maybe(st.sampled_from(["Acme Ltd", "Other"])),
    mechanism=maybe(st.sampled_from(["scc", "bcr", "the clauses"])),
    outcome=maybe(st.sampled_from(["equivalent", "not_equivalent", "not_applied_in_practice"])),
    measures=maybe(
        st.lists(
            documents(
                kind=st.sampled_from(["technical", "contractual"]),
                use_case=maybe(st.integers(1, 7)),
                keys_held_in=maybe(COUNTRY),
            ),
            max_size=2,
        )
    ),
    review_on=DAY,
    triggered_on=DAY,
    justified_by=maybe(st.just("A. Lawyer")),
)
SHARED: dict[str, st.SearchStrategy[Any]] = {
    "countries": maybe(st.lists(COUNTRY, max_size=3)),
    "suspended_on": DAY,
    "tias": maybe(st.lists(TIA, max_size=2)),
}
DPF = documents(
    legal_name=maybe(st.sampled_from(["Acme Ltd", "Other Inc"])),
    covered_entities=maybe(st.just(["Acme Ltd"])),
    status=maybe(st.sampled_from(["active", "active_under_review", "inactive", "none"])),
    covers_hr=MAYBE,
    covers_non_hr=MAYBE,
)
DECISION = maybe(st.sampled_from(["DPF", "Privacy Shield", "GB-2021-1772", "EPO", "JP-2019-419", "no such thing"]))
SAFEGUARD = st.one_of(
    documents(mechanism=st.just("adequacy"), decision=DECISION, in_scope=MAYBE, dpf=maybe(DPF), **SHARED),
    documents(
        mechanism=st.just("scc"),
        set=maybe(st.sampled_from(["2021/914", "2010/87", "2004/915", "2001/497", "2002/16", "2021/915"])),
        modules=maybe(st.lists(st.integers(1, 4), max_size=4)),
        signed_on=DAY,
        annexes_missing=maybe(st.lists(st.sampled_from(["I.A", "II", "III"]), max_size=2)),
        clause_9=maybe(
            documents(option=maybe(st.sampled_from([1, 2, "specific", "general"])), days=maybe(st.just(30)))
        ),
        governing_law=maybe(COUNTRY),
        courts=maybe(COUNTRY),
        text_changed=MAYBE,
        parties_match=MAYBE,
        processing_unchanged=MAYBE,
        data_combined_in_eu=MAYBE,
        **SHARED,
    ),
    documents(mechanism=st.just("idta"), signed_on=DAY, **SHARED),
    documents(
        mechanism=st.just("bcr"),
        type=maybe(st.sampled_from(["controller", "processor"])),
        status=maybe(st.sampled_from(["approved", "pending", "none", "withdrawn"])),
        approved_on=DAY,
        approved_under=maybe(st.lists(st.sampled_from(["eu", "uk", "ch"]), max_size=2)),
        withdrawn_on=DAY,
        recipient_bound=MAYBE,
        exporter_bound=MAYBE,
        **SHARED,
    ),
    documents(
        mechanism=st.sampled_from(["code_of_conduct", "certification"]),
        scheme=maybe(st.sampled_from(["Europrivacy", "Seal"])),
        scheme_version=maybe(st.sampled_from(["82", "60"])),
        valid_from=DAY,
        valid_until=DAY,
        covers_transfer=MAYBE,
        binding_commitments=MAYBE,
        **SHARED,
    ),
    documents(
        mechanism=st.sampled_from(["ad_hoc_clauses", "administrative_arrangement", "public_instrument"]),
        authorisation_status=maybe(st.sampled_from(["none", "pending", "granted"])),
        authorised_on=DAY,
        **SHARED,
    ),
    documents(
        mechanism=st.just("derogation"),
        ground=maybe(
            st.sampled_from(["consent", "contract", "public_interest", "public_register", "compelling_interests"])
        ),
        consent=maybe(documents(explicit=MAYBE, specific=MAYBE, risks_told=MAYBE)),
        necessity=MAYBE,
        public_powers=MAYBE,
        whole_register=MAYBE,
        people_count=maybe(st.integers(0, 10)),
        safeguards_provided=MAYBE,
        authority_informed_on=DAY,
        **SHARED,
    ),
    documents(mechanism=st.just("other"), name=maybe(st.just("ISO 27001")), **SHARED),
)
DPA = documents(
    status=st.sampled_from(["none", "draft", "signed", "ended"]),
    signed_on=DAY,
    valid_from=DAY,
    valid_until=DAY,
    terms=maybe(st.lists(st.sampled_from("abcdefgh"), max_size=8)),
    subject_matter_described=MAYBE,
    flow_down=MAYBE,
)
LOCATIONS = maybe(st.lists(LOCATION, max_size=4))
SAFEGUARDS = maybe(st.lists(SAFEGUARD, max_size=3))
ENGAGES = maybe(
    st.lists(
        documents(
            subprocessor=st.sampled_from(["acme", "deep", "deeper", "missing"]),
            locations=LOCATIONS,
            safeguards=SAFEGUARDS,
        ),
        max_size=3,
    )
)
SUBPROCESSOR = documents(
    name=st.just("Acme"),
    legal_name=maybe(st.just("Acme Ltd")),
    international_organisation=st.sampled_from([None, None, None, "EPO", "UNIDO"]),
    public_authority=MAYBE,
    subject_to_gdpr=MAYBE,
    parent=maybe(documents(country=maybe(COUNTRY), access=maybe(st.sampled_from(["none", "admin"])))),
    locations=LOCATIONS,
    safeguards=SAFEGUARDS,
    dpa=maybe(DPA),
    has_subprocessors=MAYBE,
    engages=ENGAGES,
    due_diligence=maybe(documents(checked_on=DAY, next_check_on=DAY)),
)
AUTHORISATION = documents(
    type=maybe(st.sampled_from(["general", "specific"])),
    status=maybe(st.sampled_from(["pending", "granted", "refused"])),
    decided_on=DAY,
)
ENGAGEMENT = documents(
    role=st.sampled_from(["processor", "processor", "independent_controller", "joint_controller"]),
    frequency=maybe(st.sampled_from(["continuous", "recurring", "occasional", "one_off"])),
    special_categories=MAYBE,
    large_scale=MAYBE,
    hr_data=MAYBE,
    data_categories=maybe(st.just(["Names"])),
    own_purposes=MAYBE,
    authorisation=maybe(AUTHORISATION),
    arrangement=maybe(documents(signed_on=DAY)),
    disclosure_basis=maybe(st.just("Art. 6(1)(f)")),
    deletion=maybe(documents(done_on=DAY, evidence=maybe(st.just("Certificate")))),
)
COUNTRY_LIST = maybe(st.lists(COUNTRY, max_size=3))
CONTROLLER = documents(
    name=st.just("Customer"),
    notice_period_days=st.sampled_from([0, 30, 3650]),
    allowed_countries=maybe(st.lists(st.sampled_from([*COUNTRIES, "EEA"]), max_size=4)),
    privacy_notice=maybe(documents(dated=DAY, countries=COUNTRY_LIST, copy_from=maybe(st.just("Write to us")))),
    record=maybe(documents(countries=COUNTRY_LIST)),
)
NOTICE = documents(
    published_on=DAY,
    objection_until=DAY,
    kind=maybe(st.sampled_from(["notice", "baseline", "history", "waived"])),
    objection=maybe(st.sampled_from(["none", "open", "rejected"])),
)
EXPORTER = documents(
    country=maybe(st.sampled_from(["DE", "NO", "GB", "CH", "US"])),
    role=st.sampled_from(["processor", "controller"]),
    regimes=st.lists(st.sampled_from(["eu", "uk", "ch"]), min_size=1, max_size=3),
    public_authority=MAYBE,
)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Any list entry that passes validation, with whatever gaps and contradictions."""
    chain = {
        slug: from_plain(draw(SUBPROCESSOR), Subprocessor)
        for slug in draw(st.sets(st.sampled_from(["deep", "deeper"])))
    }
    return Facts(
        on=draw(DAYS),
        exporter=from_plain(draw(EXPORTER), Exporter),
        entry=Entry(
            slug="acme",
            subprocessor=from_plain(draw(SUBPROCESSOR), Subprocessor),
            engagement=from_plain(draw(ENGAGEMENT), Engagement),
            chain=chain,
            effective_from=draw(maybe(DAYS)),
            effective_until=draw(maybe(DAYS)),
        ),
        controller=from_plain(draw(CONTROLLER), Controller) if draw(st.booleans()) else None,
        notice=from_plain(draw(NOTICE), NoticeFacts) if draw(st.booleans()) else None,
        period_enforced=draw(st.booleans()),
    )
