"""Published lists in the shapes and spellings in which they come: CSV, XLSX, NDJSON."""

import io
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, datetime

import msgspec
import pytest
from openpyxl import Workbook

from service import examples
from service.documents import Country, from_plain, to_plain
from service.engagements import Engagement
from service.imports import Desired, ParsedList, read_list
from service.safeguards import Adequacy, Scc
from service.subprocessors import Location, Subprocessor

HEADER = "sub_processor,purpose,location_raw,location_iso,location_region,mechanism_raw,data_categories,service_scope"


US, DE, IE, INDIA = Country("US"), Country("DE"), Country("IE"), Country("IN")


def csv(*lines: str, header: str = HEADER) -> bytes:
    return "\r\n".join((header, *lines)).encode()


def one(line: str, header: str = HEADER) -> Desired:
    (item,) = read_list(csv(line, header=header), "csv").items
    return item


def xlsx(rows: Iterable[Iterable[object]]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(file)
    return file.getvalue()


def said(parsed: ParsedList) -> list[tuple[int, str, str]]:
    return [(remark.line, remark.column, remark.kind) for remark in parsed.remarks]


@pytest.mark.parametrize(("name", "count"), [("github", 29), ("37signals-basecamp", 11), ("37signals-hey", 10)])
def test_example_lists(name: str, count: int) -> None:
    """The example lists load whole: one entry for each sub-processor, each with a place and a purpose."""
    items = read_list(examples.list_file(name), "csv").items
    assert count == len(items)
    assert all(item.subprocessor.locations and item.engagement.purpose for item in items)
    assert all(item.subprocessor == from_plain(to_plain(item.subprocessor), Subprocessor) for item in items)


def test_github_list() -> None:
    """GitHub's two lines for Azure are one entry, and its seats are countries."""
    items = {item.slug: item for item in read_list(examples.list_file("github"), "csv").items}
    azure = items["microsoft-azure"]
    assert (12, 13) == azure.lines
    assert ("US", "CA") == tuple(place.country for place in azure.subprocessor.locations or ())
    assert azure.engagement.purpose is not None
    assert azure.engagement.purpose.endswith("; Cognitive Services and customer support ticketing analysis")
    assert ("AU", ("affiliate",)) == (
        (subsidiary := items["github-australia-pty-ltd"]).subprocessor.country,
        subsidiary.engagement.services,
    )


def test_same_values_in_every_form() -> None:
    """CSV with commas or semicolons, XLSX and NDJSON that say the same give the same."""
    header = ["sub_processor", "purpose", "location_raw", "first_seen"]
    row = ["Box, Inc.", 'a "store"\nof files', "Ireland, Germany", "2024-01-02"]
    quoted = ['"Box, Inc."', '"a ""store""\nof files"', '"Ireland, Germany"', "2024-01-02"]
    comma = read_list(("\ufeff" + "\r\n".join([",".join(header), ",".join(quoted)])).encode(), "csv")
    semicolon = read_list("\n".join([";".join(header), ";".join(quoted)]).encode(), "csv")
    sheet = read_list(xlsx([header, [*row[:3], datetime(2024, 1, 2)]]), "xlsx")  # noqa: DTZ001 — sheets have no zone
    lines = read_list(msgspec.json.encode(dict(zip(header, row, strict=True))) + b"\n\n", "ndjson")
    assert comma == semicolon == sheet
    assert comma.items[0].subprocessor == lines.items[0].subprocessor
    assert comma.items[0].engagement == lines.items[0].engagement


def test_lines_are_counted_as_an_editor_does() -> None:
    """A cell with line breaks does not shift the numbers of the lines after it, nor does an empty line."""
    data = b'sub_processor,purpose\n"A","one\ntwo"\n\n,\nB,three\n'
    assert [(2,), (6,)] == [item.lines for item in read_list(data, "csv").items]


def test_sheet_with_gaps() -> None:
    """Empty rows and columns that a sheet leaves behind are passed over; numbers and days are as it shows them."""
    data = xlsx(
        [["sub_processor", "purpose", "last_changed", None], [], ["A", 24, date(2026, 1, 1), None], [None], ["B"]]
    )
    assert [((3,), "24"), ((5,), None)] == [(i.lines, i.engagement.purpose) for i in read_list(data, "xlsx").items]


def test_empty_cells_are_null() -> None:
    """What a line does not say is null everywhere, never an empty list."""
    expected = Desired(lines=(2,), slug="trello", subprocessor=Subprocessor(name="Trello"), engagement=Engagement())
    assert expected == one("Trello,,,,,,,")


def test_list_without_lines() -> None:
    """A file with a header and nothing below it is an empty list."""
    assert ParsedList() == read_list(csv(), "csv")


def test_several_rows_for_one_name() -> None:
    """Lines of one name become one entry: purposes in order without doubles, places and services united."""
    parsed = read_list(
        csv(
            'AWS,Public cloud hosting,"Australia, Ireland",AU;IE,,,,Authentication',
            "Plain,Customer support,United Kingdom,GB,,,,Authentication",
            "AWS,Email services,Australia,AU,,,,Authentication",
            'AWS,Public cloud hosting,"Australia, Ireland",AU;IE,,,,Billing',
        ),
        "csv",
    )
    aws = parsed.items[0]
    assert ["aws", "plain"] == [item.slug for item in parsed.items]
    assert (2, 4, 5) == aws.lines
    assert "Public cloud hosting; Email services" == aws.engagement.purpose
    assert ("Authentication", "Billing") == aws.engagement.services
    assert (Location(country=Country("AU")), Location(country=IE)) == aws.subprocessor.locations
    assert [(2, "sub_processor", "assumed")] == said(parsed)
    assert 'lines 2, 4, 5 are taken as one sub-processor, "AWS"' == parsed.remarks[0].detail


def test_two_spellings_of_one_name() -> None:
    """Names that differ in punctuation are one entry under the first spelling, and the report names both."""
    parsed = read_list(csv('"Npm, Inc.",,,,,,,', "npm Inc,,,,,,,"), "csv")
    assert ["Npm, Inc."] == [item.subprocessor.name for item in parsed.items]
    assert '"Npm, Inc." and "npm Inc"' in parsed.remarks[0].detail


@pytest.mark.parametrize(
    ("raw", "iso", "region", "expected"),
    [
        (
            '"EU (Frankfurt, Ireland)"',
            "DE;IE",
            "EU",
            [Location(country=DE, place="Frankfurt"), Location(country=IE)],
        ),
        ("EU (Frankfurt)", "DE", "EU", [Location(country=DE, place="Frankfurt")]),
        ("USA / EU", "US", "EU", [Location(country=US), Location(region="EU", stated="EU")]),
        ("European Union", "", "EU", [Location(region="EU", stated="European Union")]),
        ("Varies", "", "UNSPECIFIED", [Location(stated="Varies")]),
        ("Global Edge", "", "GLOBAL", [Location(stated="Global Edge")]),
        ("Global Edge", "US", "GLOBAL", [Location(country=US), Location(stated="Global Edge")]),
        ("", "UK", "", [Location(country=Country("GB"))]),
        ("", "", "EEA", [Location(region="EEA", stated="EEA")]),
        ("", "", "GLOBAL", [Location(stated="GLOBAL")]),
        ("USA", "US", "EU", [Location(country=US), Location(region="EU", stated="EU")]),
        ("Ireland", "IE", "EU", [Location(country=IE)]),
        ('"Ireland, Germany"', "IE", "", [Location(country=IE), Location(country=DE)]),
        ("Georgia", "US", "", [Location(country=US, place="Georgia")]),
    ],
)
def test_words_codes_and_region(raw: str, iso: str, region: str, expected: list[Location]) -> None:
    """The file's own reading counts, its words add what the reading leaves out, and a region only what is not told."""
    assert expected == list(one(f"A,,{raw},{iso},{region},,,").subprocessor.locations or ())


def test_differing_readings_are_said() -> None:
    """Where codes and words name different countries, both are recorded and the report says so."""
    parsed = read_list(csv("A,,Germany,IE,,,,"), "csv")
    assert [(2, "location_iso", "assumed"), (2, "location_iso", "assumed")] == said(parsed)
    assert "IE is taken from location_iso" in parsed.remarks[0].detail
    assert "DE is named in location_raw" in parsed.remarks[1].detail


def test_mechanism_in_free_words() -> None:
    """A claimed tool is recorded with nothing but its name; words that name none record nothing, not an empty list."""
    parsed = read_list(
        csv(
            "HubSpot,,USA,US,,SCCs (EU Standard Contractual Clauses),Contact data; Company data,",
            "Datadog,,EU (Frankfurt),DE,EU,EEA hosting — no transfer,,",
            "Zapier,,USA,US,,DPF,,",
            "Box,,USA,US,,,,",
        ),
        "csv",
    )
    tools = [item.subprocessor.safeguards for item in parsed.items]
    assert [(Scc(),), None, (Adequacy(decision="US-DPF-2023-1795"),), None] == tools
    assert ("Contact data", "Company data") == parsed.items[0].engagement.data_categories
    assert (3, "mechanism_raw", "ignored") in said(parsed)


def test_tools_of_several_rows_keep_to_their_places() -> None:
    """Lines of one name that claim different tools claim them for their own countries."""
    item = read_list(csv("A,,USA,US,,DPF,,", "A,,India,IN,,SCCs,,", "A,,EU,,EU,no transfer,,"), "csv").items[0]
    assert (
        Adequacy(decision="US-DPF-2023-1795", countries=(US,)),
        Scc(countries=(INDIA,)),
    ) == item.subprocessor.safeguards


def test_silent_row_leaves_tools_unknown() -> None:
    """A line that names a further place and no tool leaves the tools of the entry unknown, and the report says so."""
    parsed = read_list(csv("A,,USA,US,,SCCs,,", "A,,India,IN,,,,"), "csv")
    assert None is parsed.items[0].subprocessor.safeguards
    assert (2, "mechanism_raw", "ignored") in said(parsed)


def test_all_columns() -> None:
    """Legal entity, seat, address and links go where they belong; a published DPA is no contract that was signed."""
    header = "company,sub_processor,legal_entity,corporate_location_raw,url,dpa_url,source_repo,source_path"
    line = 'Acme,Box,"Box, Inc.","156, 2nd Street, San Francisco, California, USA",https://box.com/x,https://box.com/dpa,r,p'
    parsed = read_list(csv(line, header=header), "csv")
    box = Subprocessor(name="Box", legal_name="Box, Inc.", country=US, website="https://box.com/x")
    assert box == parsed.items[0].subprocessor
    assert [(2, "dpa_url", "ignored")] == said(parsed)


def test_uncertain_seat_and_bad_address_are_left_out() -> None:
    """A seat that names no one country and an address that is none are not recorded, and the report says so."""
    parsed = read_list(csv('Box,"Atlanta, Georgia",box.com', header="sub_processor,corporate_location_raw,url"), "csv")
    assert Subprocessor(name="Box") == parsed.items[0].subprocessor
    assert [(2, "corporate_location_raw", "ignored"), (2, "url", "ignored")] == said(parsed)


def test_first_of_differing_values_counts() -> None:
    """Where lines of one name differ in legal entity the first counts, and the report names the other."""
    parsed = read_list(csv("Box,Box Inc", "Box,Box Ltd", header="sub_processor,legal_entity"), "csv")
    assert "Box Inc" == parsed.items[0].subprocessor.legal_name
    assert (3, "legal_entity", "ignored") in said(parsed)


def test_data_categories_by_comma() -> None:
    """Data categories part at commas where there is no semicolon, but not inside brackets."""
    item = one('Redis,,Varies,,,,"Session data, job payloads (names, keys), logs",')
    assert ("Session data", "job payloads (names, keys)", "logs") == item.engagement.data_categories


@pytest.mark.parametrize(("form", "loaded"), [("csv", "False"), ("xlsx", "True")])
def test_a_workbook_alone_loads_what_reads_one(form: str, loaded: str) -> None:
    """A process that reads no workbook never loads the library for them."""
    data = csv("Box", header="sub_processor") if form == "csv" else xlsx([["sub_processor"], ["Box"]])
    code = (
        "import sys; from service.imports import read_list; "
        f"read_list(sys.stdin.buffer.read(), {form!r}); print('openpyxl' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
    assert f"{loaded}\n" == done.stdout.decode()
