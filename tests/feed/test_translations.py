"""Whole notices as customers read them in each language: the first line is the title. Written by hand."""

import re
from datetime import date
from itertools import combinations, product
from typing import Any
from uuid import UUID

import pytest
from babel.support import NullTranslations
from lxml import html  # type: ignore[import-untyped]  # lxml ships no types
from msgspec.structs import replace

from service.changes import Manner
from service.languages import ENGLISH, SHIPPED, language_of
from service.notices import Item, NoticeDifference, NoticeKind
from service.objections import Objected, Turn
from service.wording import announced, content_of
from service.wording_titles import title_of
from service.wording_values import LABELS
from tests.feed.samples import added, changed, entry, item, location, removed, replaced, to_us, transfer, withdrawn
from tests.feed.test_wording import ALLOWED, BEGUN, HOSTILE, NEW_YEAR, read

FIRST = date(2026, 12, 22)
OPEN = Objected(turn="open", reference="5b1c4a37", notice=UUID(int=7), title="Cloudflare …", items=())

ADDITION: tuple[NoticeKind, Item, dict[str, Any]] = (
    "added",
    added(
        legal_name="Cloudflare, Inc.",
        country="US",
        role="independent_controller",
        services=("CDN", "DNS"),
        locations=(location("US", "hosting"), location("IN", "support"), location(None, stated="Global")),
        transfers=(to_us(), transfer("IN", "scc", article="46(2)(c)", chain=("Acme",)), transfer("IE")),
    ),
    {"objection_until": FIRST},
)
REPLACEMENT: tuple[NoticeKind, Item, dict[str, Any]] = ("replaced", replaced(), {"objection_until": FIRST})
WITHDRAWAL: tuple[NoticeKind, Item, dict[str, Any]] = ("withdrawn", withdrawn(), {"about": ("Cloudflare …",)})
CORRECTION: tuple[NoticeKind, Item, dict[str, Any]] = (
    "changed",
    changed(purpose="Firewall", locations=(location("US"), location("NO")), transfers=(to_us(), transfer("NO"))),
    {"reason_kind": "correction"},
)
OBJECTION: tuple[NoticeKind, Item, dict[str, Any]] = (
    "withdrawn",
    item([(NEW_YEAR, entry())], []),
    {"objected": OPEN, "reason_kind": "objection"},
)

CORRECTED_OR_ANEW: tuple[tuple[NoticeKind, Manner], ...] = (("changed", "correction"), ("published", "baseline"))

TABLE = [
    (
        "en",
        ADDITION,
        """\
Cloudflare is added on 23 December 2026
Cloudflare is added on 23 December 2026.
Legal entity | Cloudflare, Inc.
Country of the legal entity | United States (US)
Role | independent controller
Purpose | Content delivery service
Services | CDN; DNS
Locations
United States (US): hosting
India (IN): support
not recorded (the source says "Global")
Where the data goes, and on what basis
United States (US): adequacy decision (EU) 2023/1795
India (IN), further sub-processor Acme: standard contractual clauses (Art. 46(2)(c))
Ireland (IE): inside the EEA
Not recorded | data categories, data subjects
You may object until 22 December 2026, that day included (UTC). The list page, to which this entry links, says how.""",
    ),
    (
        "de",
        ADDITION,
        """\
Cloudflare wird am 23. Dezember 2026 hinzugefügt
Cloudflare wird am 23. Dezember 2026 hinzugefügt.
Juristische Person | Cloudflare, Inc.
Land der juristischen Person | Vereinigte Staaten (US)
Rolle | eigenständig Verantwortlicher
Zweck | Content delivery service
Dienstleistungen | CDN; DNS
Standorte
Vereinigte Staaten (US): Hosting
Indien (IN): Support
nicht erfasst (die Quelle sagt „Global“)
Wohin die Daten übermittelt werden und auf welcher Grundlage
Vereinigte Staaten (US): Angemessenheitsbeschluss (EU) 2023/1795
Indien (IN), weiterer Unterauftragsverarbeiter: Acme: Standardvertragsklauseln (Art. 46(2)(c))
Irland (IE): innerhalb des EWR
Nicht erfasst | Datenkategorien, betroffene Personen
Einspruch ist bis zum 22. Dezember 2026 möglich, dieser Tag eingeschlossen (UTC). \
Wie, steht auf der Seite der Liste, auf die dieser Eintrag verweist.""",
    ),
    (
        "fr",
        ADDITION,
        """\
Cloudflare est ajouté le 23 décembre 2026
Cloudflare est ajouté le 23 décembre 2026.
Entité juridique | Cloudflare, Inc.
Pays de l’entité juridique | États-Unis (US)
Rôle | responsable du traitement indépendant
Finalité | Content delivery service
Services | CDN; DNS
Lieux
États-Unis (US) : hébergement
Inde (IN) : assistance
non renseigné (selon la source : « Global »)
Destination des données, et sur quelle base
États-Unis (US) : décision d’adéquation (EU) 2023/1795
Inde (IN), autre sous-traitant ultérieur Acme : clauses contractuelles types (art. 46(2)(c))
Irlande (IE) : au sein de l’EEE
Non renseigné | catégories de données, personnes concernées
Vous pouvez émettre une objection jusqu’au 22 décembre 2026 inclus (UTC). \
La page de la liste, vers laquelle renvoie cette entrée, indique comment.""",
    ),
    (
        "nb",
        ADDITION,
        """\
Cloudflare tilføyes 23. desember 2026
Cloudflare tilføyes 23. desember 2026.
Juridisk enhet | Cloudflare, Inc.
Den juridiske enhetens land | USA (US)
Rolle | selvstendig behandlingsansvarlig
Formål | Content delivery service
Tjenester | CDN; DNS
Steder
USA (US): drift
India (IN): brukerstøtte
ikke registrert (kilden sier «Global»)
Hvor opplysningene overføres, og på hvilket grunnlag
USA (US): beslutning om tilstrekkelig beskyttelsesnivå (EU) 2023/1795
India (IN), ytterligere underdatabehandler Acme: standard personvernbestemmelser (art. 46(2)(c))
Irland (IE): innenfor EØS
Ikke registrert | opplysningskategorier, registrerte
Du kan komme med innsigelse til og med 22. desember 2026 (UTC). \
Siden med listen, som denne oppføringen lenker til, sier hvordan.""",
    ),
    (
        "de",
        REPLACEMENT,
        """\
Cloudflare wird am 23. Dezember 2026 durch Fastly ersetzt
Cloudflare wird am 23. Dezember 2026 durch Fastly ersetzt.
Zweck | Content delivery service
Standorte | Vereinigte Staaten (US)
Wohin die Daten übermittelt werden und auf welcher Grundlage | \
Vereinigte Staaten (US): Angemessenheitsbeschluss (EU) 2023/1795
Nicht erfasst | juristische Person, Datenkategorien, betroffene Personen
Einspruch ist bis zum 22. Dezember 2026 möglich, dieser Tag eingeschlossen (UTC). \
Wie, steht auf der Seite der Liste, auf die dieser Eintrag verweist.""",
    ),
    (
        "fr",
        REPLACEMENT,
        """\
Cloudflare est remplacé par Fastly le 23 décembre 2026
Cloudflare est remplacé par Fastly le 23 décembre 2026.
Finalité | Content delivery service
Lieux | États-Unis (US)
Destination des données, et sur quelle base | États-Unis (US) : décision d’adéquation (EU) 2023/1795
Non renseigné | entité juridique, catégories de données, personnes concernées
Vous pouvez émettre une objection jusqu’au 22 décembre 2026 inclus (UTC). \
La page de la liste, vers laquelle renvoie cette entrée, indique comment.""",
    ),
    (
        "nb",
        REPLACEMENT,
        """\
Cloudflare erstattes av Fastly 23. desember 2026
Cloudflare erstattes av Fastly 23. desember 2026.
Formål | Content delivery service
Steder | USA (US)
Hvor opplysningene overføres, og på hvilket grunnlag | \
USA (US): beslutning om tilstrekkelig beskyttelsesnivå (EU) 2023/1795
Ikke registrert | juridisk enhet, opplysningskategorier, registrerte
Du kan komme med innsigelse til og med 22. desember 2026 (UTC). \
Siden med listen, som denne oppføringen lenker til, sier hvordan.""",
    ),
    (
        "de",
        WITHDRAWAL,
        """\
Die für den 23. Dezember 2026 angekündigte Änderung von Cloudflare findet nicht statt
Was für Cloudflare angekündigt war, findet nicht statt.
Die für den 23. Dezember 2026 angekündigte Änderung entfällt:
Was | Vorher | War angekündigt
Zweck | Content delivery service | Firewall
Dies betrifft die Mitteilung „Cloudflare …“.
Es wird nichts Neues wirksam; eine Frist für einen Einspruch gibt es daher nicht.""",
    ),
    (
        "fr",
        WITHDRAWAL,
        """\
La modification de Cloudflare annoncée pour le 23 décembre 2026 n’aura pas lieu
Ce qui avait été annoncé pour Cloudflare n’aura pas lieu.
La modification annoncée pour le 23 décembre 2026 est abandonnée :
Objet | Avant | Avait été annoncé
Finalité | Content delivery service | Firewall
Ceci concerne l’avis « Cloudflare … ».
Rien de nouveau ne prend effet : il n’y a donc pas de délai d’objection.""",
    ),
    (
        "nb",
        WITHDRAWAL,
        """\
Endringen av Cloudflare som var varslet til 23. desember 2026, blir ikke gjennomført
Det som var varslet for Cloudflare, blir ikke gjennomført.
Endringen som var varslet til 23. desember 2026, utgår:
Hva | Før | Var varslet
Formål | Content delivery service | Firewall
Dette gjelder varselet «Cloudflare …».
Ingenting nytt trer i kraft, så det er ingen frist for innsigelse.""",
    ),
    (
        "de",
        CORRECTION,
        """\
Berichtigt: Cloudflare: Änderung am 23. Dezember 2026 (Zweck und Standorte)
Bei Cloudflare ändern sich am 23. Dezember 2026 Angaben.
Was | Vorher | Nachher
Zweck | Content delivery service | Firewall
Standorte | Vereinigte Staaten (US)
Vereinigte Staaten (US)
neu: Norwegen (NO)
Wohin die Daten übermittelt werden und auf welcher Grundlage | \
Vereinigte Staaten (US): Angemessenheitsbeschluss (EU) 2023/1795
Vereinigte Staaten (US): Angemessenheitsbeschluss (EU) 2023/1795
neu: Norwegen (NO): innerhalb des EWR
Dies berichtigt eine falsche Angabe und ist keine Änderung; eine Frist für einen Einspruch gibt es daher nicht.""",
    ),
    (
        "fr",
        CORRECTION,
        """\
Rectifié : Cloudflare : modification le 23 décembre 2026 (finalité et lieux)
Les informations relatives à Cloudflare changent le 23 décembre 2026.
Objet | Avant | Après
Finalité | Content delivery service | Firewall
Lieux | États-Unis (US)
États-Unis (US)
nouveau : Norvège (NO)
Destination des données, et sur quelle base | États-Unis (US) : décision d’adéquation (EU) 2023/1795
États-Unis (US) : décision d’adéquation (EU) 2023/1795
nouveau : Norvège (NO) : au sein de l’EEE
Ceci rectifie une information erronée et n’est pas un changement : il n’y a donc pas de délai d’objection.""",
    ),
    (
        "nb",
        CORRECTION,
        """\
Rettet: Cloudflare: endring 23. desember 2026 (formål og steder)
Opplysningene om Cloudflare endres 23. desember 2026.
Hva | Før | Etter
Formål | Content delivery service | Firewall
Steder | USA (US)
USA (US)
ny: Norge (NO)
Hvor opplysningene overføres, og på hvilket grunnlag | \
USA (US): beslutning om tilstrekkelig beskyttelsesnivå (EU) 2023/1795
USA (US): beslutning om tilstrekkelig beskyttelsesnivå (EU) 2023/1795
ny: Norge (NO): innenfor EØS
Dette retter en feilaktig opplysning og er ingen endring, så det er ingen frist for innsigelse.""",
    ),
    (
        "de",
        OBJECTION,
        """\
Einspruch offen: Die für den 3. Januar 2027 angekündigte Hinzufügung von Cloudflare ruht
Was für Cloudflare angekündigt war, wird nicht wirksam, solange ein Einspruch offen ist.
Die für den 3. Januar 2027 angekündigte Hinzufügung ruht.
Der Einspruch 5b1c4a37 ist offen. Bis darüber entschieden ist, wird das, was ruht, für diese Liste nicht wirksam.""",
    ),
    (
        "fr",
        OBJECTION,
        """\
Objection en cours : L’ajout de Cloudflare annoncé pour le 3 janvier 2027 est suspendu
Ce qui avait été annoncé pour Cloudflare ne prend pas effet tant qu’une objection est en cours d’examen.
L’ajout annoncé pour le 3 janvier 2027 est suspendu.
L’objection 5b1c4a37 est en cours d’examen. Jusqu’à la décision, ce qui est suspendu ne prend pas effet pour cette \
liste.""",
    ),
    (
        "nb",
        OBJECTION,
        """\
Innsigelse til behandling: Tilføyelsen av Cloudflare som er varslet til 3. januar 2027, er stilt i bero
Det som var varslet for Cloudflare, trer ikke i kraft så lenge en innsigelse er til behandling.
Tilføyelsen som er varslet til 3. januar 2027, er stilt i bero.
Innsigelsen 5b1c4a37 er til behandling. Før den er avgjort, trer det som er stilt i bero, ikke i kraft for denne \
listen.""",
    ),
]


@pytest.mark.parametrize(("tag", "notice", "expected"), TABLE)
def test_notices(tag: str, notice: tuple[NoticeKind, Item, dict[str, Any]], expected: str) -> None:
    """A notice is told in the language of its list, names of countries and days with it."""
    language, (kind, one, given) = language_of(tag), notice
    rest: dict[str, Any] = {"objection_until": None, "reason_kind": "notice"} | given
    said = {name: rest[name] for name in ("reason_kind", "objected") if name in rest}
    told = title_of(language, kind, (one,), **said) + "\n" + read(content_of(language, kind, (one,), **rest))
    assert expected == told.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("tag", "title"),
    [
        (
            "de",
            "Am 23. Dezember 2026: 2 Unterauftragsverarbeiter werden hinzugefügt, 1 wird entfernt und 1 wird geändert",
        ),
        ("fr", "Le 23 décembre 2026 : 2 sous-traitants ultérieurs sont ajoutés, 1 est retiré et 1 est modifié"),
        ("nb", "23. desember 2026: 2 underdatabehandlere tilføyes, 1 fjernes og 1 endres"),
    ],
)
def test_title_of_many(tag: str, title: str) -> None:
    """A title that counts orders its words as the language does, and joins them so."""
    items = (added(), added("Fastly"), removed("Zendesk"), changed(purpose="Firewall"))
    assert title == title_of(language_of(tag), "changed", items).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("tag", "none", "one", "two"),
    [
        ("de", "ohne Unterauftragsverarbeiter", "mit 1 Unterauftragsverarbeiter ", "mit 2 Unterauftragsverarbeitern "),
        ("fr", "sans sous-traitant ultérieur", "avec 1 sous-traitant ultérieur", "avec 2 sous-traitants ultérieurs"),
        ("nb", "uten underdatabehandlere", "med 1 underdatabehandler", "med 2 underdatabehandlere"),
    ],
)
def test_counting(tag: str, none: str, one: str, two: str) -> None:
    """None, one and two are counted as the language does."""
    for number, words in enumerate((none, one, two)):
        assert words in title_of(language_of(tag), "published", (added(),) * number) + " "


@pytest.mark.parametrize("tag", SHIPPED)
def test_titles_are_short(tag: str) -> None:
    """However long the names are and whatever changes, a title has 160 characters at most, in every language."""
    name, on = "N" * 300, date(2026, 9, 30)
    one, (step,) = changed(on, name, purpose="a"), changed(on, purpose="a").steps
    later = replace(step, effective_on=NEW_YEAR)
    differences = [NoticeDifference(field=field, before=0, after=1) for field in LABELS]
    pairs = [replace(one, steps=(replace(step, diff=two), later)) for two in combinations(differences, 2)]
    items = (added(name, on), removed(name, on), withdrawn(on, name), replaced(on, name, name + "2"), *pairs)
    several = [added(name, on), removed(name, on), replaced(on, name, name + "2"), withdrawn(NEW_YEAR, name), one]
    turns: tuple[Turn, ...] = ("open", "rejected", "not_engaged", "terminated")
    objections = [None, *(replace(OPEN, turn=turn) for turn in turns)]
    titles = {
        title_of(language_of(tag), kind, told, reason_kind=manner, objected=objected)
        for told, objected in product([*((item,) for item in items), tuple(several * 999)], objections)
        for kind, manner in CORRECTED_OR_ANEW
    }
    assert [] == [title for title in titles if len(title) > 160]


@pytest.mark.parametrize("tag", SHIPPED)
def test_hostile_names_stay_text(tag: str) -> None:
    """No value brings a tag, an attribute or a place to fill into a notice, whatever its language."""
    word = f"%(day)s %s {{0}} {HOSTILE}"
    fresh = added(word, purpose=word, services=(word,), locations=(location("US", place=word),))
    moved = item([BEGUN], [BEGUN, (NEW_YEAR, entry(word, purpose=word, services=(word, word)))])
    items = (fresh, moved, replaced(old=word, new=word + "2"), withdrawn(name=word))
    made = content_of(
        language_of(tag), "changed", items, objection_until=FIRST, reason_kind="notice", about=(word,), objected=None
    )
    tree = html.fragment_fromstring(made, create_parent="div")
    assert {element.tag for element in tree.iterdescendants()} <= ALLOWED
    assert {name for element in tree.iter() for name in element.attrib} <= {"scope"}
    assert "%(day)s %s {0} <script>" in tree.text_content()
    assert "%(day)s" in title_of(language_of(tag), "added", (fresh,))


class Veiled(NullTranslations):
    """A catalogue that leaves of each sentence nothing but its places and tags: what is still read is no sentence."""

    def gettext(self, message: str) -> str:
        """Return the places and tags of a sentence."""
        return " ".join(re.findall(r"%\(\w+\)s|<[^>]*>", message))

    def ngettext(self, msgid1: str, msgid2: str, num: int) -> str:
        """Return the places and tags of a sentence."""
        return self.gettext(msgid1 if num == 1 else msgid2)


def test_no_word_is_said_but_through_the_catalogue() -> None:
    """Nothing of a notice but values, names of countries, days and marks is there without a translation."""
    veiled = replace(language_of("de"), catalogue=Veiled())
    told = [
        content_of(veiled, kind, (one,), **{"objection_until": None, "reason_kind": "notice"} | given)
        for kind, one, given in (ADDITION, REPLACEMENT, WITHDRAWAL, CORRECTION, OBJECTION)
    ]
    words = {word.strip('():,;."') for fragment in told for word in read(fragment).split()}
    values = {
        "Cloudflare",
        "Inc",
        "CDN",
        "DNS",
        "Content",
        "delivery",
        "service",
        "Global",
        "Acme",
        "Fastly",
        "Firewall",
    }
    assert values <= words
    countries = {"Vereinigte", "Staaten", "US", "Indien", "IN", "Irland", "IE", "Norwegen", "NO"}
    left = {word for word in words - values - countries if any(letter.isalpha() for letter in word)}
    assert left <= {"Dezember", "Januar", "EU", "2023/1795", "5b1c4a37", "46(2)(c"}


@pytest.mark.parametrize(
    ("tag", "what"),
    [
        ("de", "Später, am 1. März 2027, wird Cloudflare entfernt."),
        ("fr", "Plus tard, le 1er mars 2027, Cloudflare est retiré."),
        ("nb", "Senere, 1. mars 2027, fjernes Cloudflare."),
    ],
)
def test_later_steps(tag: str, what: str) -> None:
    """What follows later is told in the language too."""
    one = item([BEGUN], [BEGUN, (NEW_YEAR, entry(purpose="Firewall")), (date(2027, 3, 1), None)])
    assert what in read(str(announced(language_of(tag), one)))
    assert what not in read(str(announced(ENGLISH, one)))
