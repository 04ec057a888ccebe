"""The OpenAPI document: valid, complete, and good enough that a generator makes a client of it."""

import re
from typing import Any

import pytest
import pytest_asyncio
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from service.web.description.openapi import document
from service.web.description.operations import OPERATIONS
from service.web.description.schemas import schemas_of
from service.web.description.shapes import Problem
from tests.web.running import Running

Document = dict[str, Any]


@pytest_asyncio.fixture(loop_scope="module")
async def described(shared: Running) -> Document:
    found: Document = (await shared.reader.get("/schema/openapi.json")).json()
    return found


def operations(described: Document) -> dict[str, tuple[str, str, Document]]:
    """Every operation by its id: its method, its path, and what is said of it."""
    return {
        operation["operationId"]: (method, path, operation)
        for path, item in described["paths"].items()
        for method, operation in item.items()
    }


async def test_the_document_is_valid(described: Document) -> None:
    """It is an OpenAPI 3.1 document."""
    validate(described)


async def test_every_route_is_described(shared: Running, described: Document) -> None:
    """Whatever method and path the service has is an operation; HEAD and OPTIONS go without saying."""
    framework = shared.app.openapi_schema.to_schema()
    routes = {(method, shape(path)) for path, item in framework["paths"].items() for method in item}
    told = {(method, shape(path)) for method, path, _ in operations(described).values()}
    assert told == {(method, path) for method, path in routes if method != "head"}
    assert len(OPERATIONS) == len(operations(described))


def test_a_route_that_is_not_there_is_not_described() -> None:
    """A document cannot be made where the framework lacks a route that is described."""
    with pytest.raises(KeyError):
        document({"info": {}, "paths": {}})


async def test_examples_are_documents(described: Document) -> None:
    """Every example of a body is one by its own schema; without its required field it is none."""
    found = 0
    for _, _, operation in operations(described).values():
        for media in operation.get("requestBody", {}).get("content", {}).values():
            for example in media.get("examples", {}).values():
                check(described, media["schema"], example["value"])
                found += 1
    assert found > 10
    wrong = {"visibility": "public"}
    assert [error.validator for error in errors(described, "Controller", wrong)] == ["required"]


async def test_parameters_are_those_that_are_taken(shared: Running, described: Document) -> None:
    """Under /v1 a query parameter is described if and only if the service knows it."""
    asked = 0
    for method, path, operation in operations(described).values():
        if path.startswith("/v1/") and "fingerprint" not in path:
            url = re.sub(r"\{\w+\}", "00000000-0000-0000-0000-000000000000", path)
            answer = await shared.staff.request(method, url, params={"nothing": "1"}, json=example(operation))
            known = re.search(r"these are known: (.*)\.$", answer.json()["detail"])
            assert known is not None, (method, path, answer.text)
            told = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
            assert told == set(known[1].replace("none", "").split(", ")) - {""}, path
            asked += 1
    assert asked > 20


async def test_links_lead_to_operations(described: Document) -> None:
    """Every link names an operation and parameters that this one has."""
    known, found = operations(described), 0
    for _, _, operation in known.values():
        for answer in operation["responses"].values():
            for link in answer.get("links", {}).values():
                names = {one["name"] for one in known[link["operationId"]][2]["parameters"]}
                assert link["parameters"].keys() <= names, link
                found += 1
    assert found > 40


async def test_the_document_says_nothing_that_a_client_cannot_use(described: Document) -> None:
    """No schema is anonymous where a Struct has a name, null needs no second schema, and no word is of the workshop."""
    text = str(described)
    assert ("DESIGN" in text, r"\\Z" in text) == (False, False)
    for name, schema in described["components"]["schemas"].items():
        for field, said in schema.get("properties", {}).items():
            branches = [one for one in said.get("anyOf", ()) if one != {"type": "null"}]
            assert len(branches) != 1 or "$ref" in branches[0] or "enum" in branches[0], (name, field)


async def test_texts_can_be_made_of_the_document(described: Document) -> None:
    """No expression looks ahead or back: what makes texts of expressions could only try until one fits."""
    patterns = re.findall(r"'pattern': '(.*?)'", str(described))
    assert (True, []) == (len(patterns) > 10, [one for one in patterns if re.search(r"\(\?<?[=!]", one)])


def test_what_is_answered_is_there_whole() -> None:
    """Of an answer every field is required but one that may be left out, and no default is told."""
    problem = schemas_of([Problem])["Problem"]
    assert (["type", "title", "status", "detail"], {"type": "string"}) == (
        problem["required"],
        problem["properties"]["type"],
    )


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/controllers/acme", "GET, HEAD, OPTIONS, PUT"),
        ("/v1/controllers", "GET, HEAD, OPTIONS"),
        ("/v1/controllers/acme/subprocessors/cloudflare", "DELETE, GET, HEAD, OPTIONS, PUT"),
        ("/v1/findings/0/acceptance", "DELETE, OPTIONS, POST"),
        ("/v1/assessments", "OPTIONS, POST"),
        ("/lists/acme/feed.atom", "GET, HEAD, OPTIONS"),
    ],
)
async def test_options_names_every_method(shared: Running, path: str, methods: str) -> None:
    """OPTIONS is answered with all methods of the path, and another method with 405 and the same."""
    answer, refused = await shared.staff.options(path), await shared.staff.request("TRACE", path)
    assert (204, methods, 405) == (answer.status_code, answer.headers["Allow"], refused.status_code)
    assert set(methods.split(", ")) == set(refused.headers["Allow"].split(", "))


def example(operation: Document) -> object:
    """A body that an operation takes; null where it takes no JSON."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return content.get("examples", {}).get("small", {}).get("value")


def shape(path: str) -> str:
    """A path without the names of its parameters."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def check(described: Document, schema: Document, value: object) -> None:
    """Raise where a value is not what a schema of the document says."""
    Draft202012Validator({**schema, "components": described["components"]}).validate(value)


def errors(described: Document, name: str, value: object) -> list[Any]:
    """What is wrong with a value by a named schema of the document."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    return list(Draft202012Validator(schema).iter_errors(value))
