"""The pages of the reference that are written from the program: `python -m tests.manual.pages` writes them.

`test_pages.py` proves that the committed ones are these.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer.main

from service import cli
from service.app import create_app
from service.settings import SETTINGS, Settings
from service.web import problems
from service.web.description import openapi

FOLDER = Path(__file__).parents[2] / "docs"
_NOTE = "<!-- Written by `make docs` from {source}. Edits here are lost. -->"
_OPENAPI = "the OpenAPI document"
_NOBODY = "postgresql://nobody@nowhere/nothing"  # the application is described, and never started
# What is written, in the order in which a reader needs it; parts of them follow.
_DOCUMENTS = ("Processor", "Controller", "Subprocessor", "Engagement", "Assessment", "Filing", "Decision", "Acceptance")
_PAGE, _LINK = r"docs/(\w+\.md)", r"[\1](\1)"
_Plain = Mapping[str, Any]


_SETTINGS = """
Environment variables. A secret can come from a file instead, which its `_FILE` twin names. All mistakes are reported
together at start, and so is a name that begins with `SUBREG_` and is no setting. `deploy/env.example` has them all to
copy.
"""
_COMMANDS = """
`subreg` is also `python -m service`. The commands work on the database that the [settings](settings.md) name, while the
service runs, embedded or not. They end with 0 (done, passed), 1 (refused with nothing stored, or findings), 2 (called
wrongly) or 3 (could not run), and say on standard error what is wrong and what to do.
"""
_PROBLEMS = """
Errors are problem documents (RFC 9457), `application/problem+json`, whose `type` is stable: `urn:subreg:problem:` and a
name. `detail` says what to do, and `errors` names each place by a JSON pointer. Nothing of a refused request is stored.
"""
_WRITTEN = """
What is written, field by field. Unknown fields are refused. What is left out is null: not recorded, or, of windows and
limits, open or all. A PUT has the whole document.
"""
_OPERATIONS = """
Every operation of the API and of what customers and operators reach. The same is to be read at `/schema` of a service,
and by programs at `/schema/openapi.json`. Whatever answers GET answers HEAD too.
"""


def pages() -> dict[str, str]:
    """Return the text of every page by the name of its file."""
    app = create_app(Settings(), _NOBODY, "https://subprocessors.example.com")
    described = openapi.document(app.openapi_schema.to_schema())
    return {
        "settings.md": _page("Settings", "service/settings", _SETTINGS, _settings()),
        "commands.md": _page("Commands", "service/cli", _COMMANDS, _commands()),
        "problems.md": _page("Problem types", "service/web/problems.py", _PROBLEMS, _problems()),
        "documents.md": _page("Documents", _OPENAPI, _WRITTEN, _documents(described["components"]["schemas"])),
        "operations.md": _page("Operations", _OPENAPI, _OPERATIONS, _operations(described)),
    }


def write() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _page(title: str, source: str, intro: str, lines: Iterator[str]) -> str:
    return "\n".join([f"# {title}", "", _NOTE.format(source=source), "", " ".join(intro.split()), "", *lines, ""])


def _settings() -> Iterator[str]:
    yield from ("| variable | meaning |", "| --- | --- |")
    for setting in SETTINGS:
        twin = f" (`{setting.variable}_FILE`)" if setting.secret else ""
        yield f"| `{setting.variable}`{twin} | {re.sub(_PAGE, _LINK, _cell(setting.purpose))} |"


def _commands() -> Iterator[str]:
    group: Any = typer.main.get_command(cli.app)
    for path, command in _leaves("subreg", group):
        arguments = " ".join((parameter.name or "").upper() for parameter in command.params if _is_argument(parameter))
        yield from (f"## {path}", "", f"`{path} {arguments}`".replace(" `", "`"), "", command.help or "", "")
        options = [parameter for parameter in command.params if not _is_argument(parameter)]
        if options:
            yield from ("| option | meaning | default |", "| --- | --- | --- |")
            yield from (_option(option) for option in options)
            yield ""


def _leaves(path: str, command: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 — typer's own copy of click
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    for name, child in children.items():
        yield from _leaves(f"{path} {name}", child)


def _is_argument(parameter: Any) -> bool:  # noqa: ANN401 — as above
    return bool(parameter.param_type_name == "argument")


def _option(option: Any) -> str:  # noqa: ANN401 — as above
    default = "" if option.default in (None, False, ()) or callable(option.default) else f"`{option.default}`"
    return f"| `{', '.join(option.opts)}` | {_cell(option.help or '')} | {default} |"


def _problems() -> Iterator[str]:
    yield from ("| type | status | title |", "| --- | --- | --- |")
    known = {kind.code: (status, title) for kind, (status, title) in problems.STATUS.items()}
    known |= {name: (status, title) for status, (name, title) in problems.FRAMEWORK.items()}
    known["internal"] = (500, "Internal error")
    for name, (status, title) in sorted(known.items(), key=lambda row: (row[1][0], row[0])):
        yield f"| `urn:subreg:problem:{name}` | {int(status)} | {title} |"


def _documents(schemas: _Plain) -> Iterator[str]:
    for name in _reached(schemas):
        schema = schemas[name]
        yield from (f"## {name}", "", schema.get("description", ""), "")
        if "properties" not in schema:
            yield from (_shape(schema), "")
            continue
        yield from ("| field | takes | if left out |", "| --- | --- | --- |")
        for field, value in schema["properties"].items():
            left_out = "must be given" if field in schema.get("required", ()) else _default(value)
            yield f"| `{field}` | {_cell(_shape(value))} | {left_out} |"
        yield ""


def _reached(schemas: _Plain) -> list[str]:
    """The documents and, after them, the parts that they have, each once."""
    found = list(_DOCUMENTS)
    for name in found:
        found += [part for part in _named(schemas[name]) if part not in found]
    return found


def _named(schema: Any) -> Iterator[str]:  # noqa: ANN401 — any node of a JSON document
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield str(schema["$ref"]).rpartition("/")[2]
        for value in schema.values():
            yield from _named(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _named(value)


def _shape(schema: _Plain) -> str:
    """What a value may be, in words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    for either in ("anyOf", "oneOf"):
        if either in schema:
            return " or ".join(_shape(one) for one in schema[either] if one.get("type") != "null")
    if "enum" in schema or "const" in schema:
        values = [value for value in schema.get("enum", [schema.get("const")]) if value is not None]
        return " or ".join(f"`{value}`" for value in values)
    kind = schema.get("type", "anything")
    kinds = [one for one in ([kind] if isinstance(kind, str) else kind) if one != "null"]
    if kinds == ["array"]:
        most = f", {schema['maxItems']} at most" if "maxItems" in schema else ""
        return f"list of {_shape(schema.get('items', {}))}{most}"
    return _limited(" or ".join(kinds), schema)


def _limited(kind: str, schema: _Plain) -> str:
    said = {"date": "day", "date-time": "moment", "uuid": "UUID", "uri": "address"}.get(schema.get("format", ""), kind)
    said = {"string": "text", "integer": "whole number", "boolean": "yes or no (`true`, `false`)"}.get(said, said)
    if "maxLength" in schema:
        said += f", {schema['maxLength']:,} characters at most"
    if "minimum" in schema:
        said += f", {schema['minimum']} to {schema.get('maximum', '')}"
    return said


def _default(schema: _Plain) -> str:
    default = schema.get("default")
    return "null" if default is None else f"`{default}`"


def _operations(described: _Plain) -> Iterator[str]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield from (f"## {method.upper()} {path}", "", operation["summary"], "")
            if operation["description"]:
                yield from (operation["description"], "")
            yield from _asked(operation)
            answers, errors = _parted(operation["responses"])
            yield from (f"- **{status}** {_answer(answer)}" for status, answer in answers.items())
            yield from (f"- {', '.join(errors)}: a problem document ([problem types](problems.md))", "")


def _asked(operation: _Plain) -> Iterator[str]:
    for way in operation["security"]:
        for scheme, scopes in way.items():
            yield from (f"Opens with a {scheme}{f' of the scope `{scopes[0]}`' if scopes else ''}.", "")
    body = operation.get("requestBody")
    if body is not None:
        yield from (f"Body: {_content(body['content'])}.", "")
    asked = [one for one in operation["parameters"] if one["in"] != "path"]
    if asked:
        yield from ("| parameter | in | meaning |", "| --- | --- | --- |")
        yield from (f"| `{one['name']}` | {one['in']} | {_cell(one['description'])} |" for one in asked)
        yield ""


def _parted(responses: _Plain) -> tuple[_Plain, _Plain]:
    """What comes back where all is well, and what else."""
    well = {status: answer for status, answer in responses.items() if status < "4"}
    return well, {status: answer for status, answer in responses.items() if status not in well}


def _answer(answer: _Plain) -> str:
    content = answer.get("content")
    return f"{answer['description']}{f': {_content(content)}' if content else ''}"


def _content(content: _Plain) -> str:
    found = []
    for media_type, media in content.items():
        name = str(media["schema"].get("$ref", "")).rpartition("/")[2]
        shown = f"[{name}](documents.md#{name.lower()})" if name in _DOCUMENTS else name
        found.append(f"{shown} as `{media_type}`" if name else f"`{media_type}`")
    return " or ".join(found)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    write()
