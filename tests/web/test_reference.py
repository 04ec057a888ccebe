"""The page of the API."""

import re
from typing import Any

from lxml import html  # type: ignore[import-untyped]  # lxml ships no types

from service.web.description.reference import api_page
from tests.web.running import Running

_NAME = {"type": "string", "maxLength": 63}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Example", "version": "1", "description": "Of <b>lists</b>."},
    "paths": {
        "/v1/lists/{name}": {
            "put": {
                "tags": ["lists"],
                "summary": "Keep a list.",
                "security": [{"key": ["register:write"]}, {}],
                "parameters": [{"$ref": "#/components/parameters/name"}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/List"}}}},
                "responses": {
                    "200": {"description": "Kept", "headers": {"ETag": {}}},
                    "404": {"$ref": "#/components/responses/NotFound"},
                },
            },
            "head": {"responses": {}},
        },
    },
    "components": {
        "parameters": {"name": {"name": "name", "in": "path", "required": True, "schema": _NAME}},
        "responses": {"NotFound": {"description": "Not there"}},
        "schemas": {
            "List": {
                "description": "A list.",
                "required": ["kind"],
                "properties": {
                    "kind": {"enum": ["a", "b"]},
                    "items": {"type": "array", "items": {"anyOf": [{"$ref": "#/components/schemas/List"}, _NAME]}},
                },
            }
        },
    },
}


def words(node: Any) -> str:  # noqa: ANN401 — an element of lxml
    """The text of an element, blanks joined and one between its parts."""
    return " ".join(" ".join(node.itertext()).split())


def test_an_operation_is_shown_with_all_that_is_said_of_it() -> None:
    """Parameters, body, answers and scopes stand under the operation, wherever the document keeps them."""
    page = html.fromstring(api_page(DOCUMENT))
    (operation,) = page.xpath("//*[@id='put-v1-lists-name']")
    text = words(operation)
    assert text.startswith("PUT /v1/lists/{name} Keep a list. Credential: key (register:write) or none .")
    assert "name (required) path string (63 characters at most)" in text
    assert "Body application/json : List" in text
    assert "200 Kept Fields: ETag" in text
    assert "404 Not there" in text
    assert [] == page.xpath("//*[@id='head-v1-lists-name']")


def test_documents_lead_to_each_other() -> None:
    """A reference is a link to the document that it names; values and kinds are told."""
    page = html.fromstring(api_page(DOCUMENT))
    text = words(page.get_element_by_id("schema-List"))
    assert "kind (required)" in text
    assert '"a" or "b"' in text
    assert "array of List or string (63 characters at most)" in text
    anchors = {f"#{found}" for found in page.xpath("//@id")}
    assert [] == [link for link in page.xpath("//a/@href") if link.startswith("#") and link not in anchors]


def test_the_page_escapes_what_the_document_says() -> None:
    """Markup in a sentence of the document is text."""
    assert "Of &lt;b&gt;lists&lt;/b&gt;." in api_page(DOCUMENT)


async def test_the_page_has_every_operation_and_loads_nothing_foreign(shared: Running) -> None:
    """Each operation of the document has its place; no script, one style sheet, a strict policy."""
    answer = await shared.reader.get("/schema")
    assert (200, "text/html; charset=utf-8") == (answer.status_code, answer.headers["Content-Type"])
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    described = (await shared.reader.get("/schema/openapi.json")).json()["paths"]
    operations = {f"{method.upper()} {path}" for path, said in described.items() for method in said if method != "head"}
    page = html.fromstring(answer.text)
    assert operations == {words(heading) for heading in page.xpath("//article/h3") if " /" in words(heading)}
    assert ["/static/style.css"] == page.xpath("//@src | //link/@href")
    assert [] == re.findall(r"<script|<style|style=|https?://", answer.text)
