"""JSON Schemas (2020-12, the dialect of OpenAPI 3.1) of the documents that the API takes and of what it answers.

They are derived from the Structs that read and write them, so that neither says what the other does not.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pycountry

from service.documents import ALIASES, Country, CountryOrEea, Document, canonical_country

Schema = dict[str, Any]
_REF = "#/components/schemas/{name}"
_FOLDED = {"string", "integer", "number", "boolean", "array", "object"}


def reference(name: str) -> Schema:
    """Return the reference to a schema of the document by its name."""
    return {"$ref": _REF.format(name=name)}


def schemas_of(types: Iterable[type]) -> dict[str, Schema]:
    """Return the schemas of Structs, and of all that they are made of, by name."""
    wanted = list(types)
    _, found = msgspec.json.schema_components(wanted, schema_hook=_country, ref_template=_REF)
    written = {one.__name__: one for one in _structs(wanted) if not issubclass(one, Document)}
    for name, one in written.items():
        _complete(found[name], one)
    return dict(sorted((_countries() | {name: _plain(schema) for name, schema in found.items()}).items()))


def expression(pattern: str) -> str:
    """Return a regular expression of ours as ECMA-262 has it.

    Without the surrogates: text in UTF-8 has none, and engines that know no others than texts refuse to name them.
    """
    return pattern.replace(r"\Z", "$").replace(r"\ud800-\udfff", "")


def _structs(types: Iterable[type]) -> Iterator[type[msgspec.Struct]]:
    """Yield the Structs that types are made of, themselves included, each once."""
    seen = set[type]()
    waiting = [msgspec.inspect.type_info(one) for one in types]
    while waiting:
        info: Any = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            yield info.cls
            waiting += [field.type for field in info.fields]
        for inner in ("item_type", "key_type", "value_type", "type"):
            if hasattr(info, inner):
                waiting.append(getattr(info, inner))
        waiting += getattr(info, "types", ())


def _complete(schema: Schema, struct: type[msgspec.Struct]) -> None:
    """Say of an answer that it is written whole: a default is for who makes it, and only what is UNSET is left out."""
    schema["required"] = [
        field.encode_name for field in msgspec.structs.fields(struct) if field.default is not msgspec.UNSET
    ]
    for field in schema["properties"].values():
        field.pop("default", None)


def _country(wanted: type) -> Schema:
    if wanted in (Country, CountryOrEea):
        return reference(wanted.__name__)
    msg = f"{wanted} has no schema"
    raise NotImplementedError(msg)  # what msgspec asks of a schema_hook for a type that it does not know


def _countries() -> dict[str, Schema]:
    codes = sorted({one.alpha_2 for one in pycountry.countries} | {canonical_country("XK")} | ALIASES.keys())
    return {
        "Country": {
            "title": "Country",
            "description": "An ISO 3166-1 alpha-2 code, or XK. Of the aliases that are taken, "
            + ", ".join(f"{alias} is kept as {code}" for alias, code in sorted(ALIASES.items()))
            + ".",
            "type": "string",
            "enum": codes,
        },
        "CountryOrEea": {
            "title": "CountryOrEea",
            "description": "A country, or EEA for the whole European Economic Area.",
            "type": "string",
            "enum": ["EEA", *codes],
        },
    }


def _plain(schema: Any) -> Any:  # noqa: ANN401 — any part of a schema
    """Put a schema as client generators read it best: null as one more type, and expressions as ECMA-262 has them."""
    if isinstance(schema, list | tuple):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: _plain(value) for name, value in schema.items()}
    if "pattern" in plain and isinstance(plain["pattern"], str):
        plain["pattern"] = expression(plain["pattern"])
    if isinstance(plain.get("description"), str):
        plain["description"] = " ".join(plain["description"].split())
    if isinstance(plain.get("enum"), list):
        plain = _typed(plain)
    if isinstance(plain.get("anyOf"), list):
        plain["anyOf"] = [
            branch for one in plain["anyOf"] for branch in (one["anyOf"] if one.keys() == {"anyOf"} else [one])
        ]
    if "discriminator" in plain:
        plain["oneOf"] = plain.pop("anyOf")
    return _folded(plain)


def _typed(schema: Schema) -> Schema:
    """Say of which type the words of an enumeration are; of two types there are two enumerations."""
    numbers = [word for word in schema["enum"] if isinstance(word, int)]
    words = [word for word in schema["enum"] if isinstance(word, str)]
    if numbers and words:
        return {"anyOf": [{"type": "integer", "enum": numbers}, {"type": "string", "enum": words}]}
    return {"type": "integer" if numbers else "string"} | schema


def _folded(schema: Schema) -> Schema:
    """Fold "this or null" into one schema where this is neither a reference nor words to choose from.

    Of one schema that is both words and null generators make two enumerations.
    """
    branches: list[Schema] | None = schema.get("anyOf")
    if branches is None or len(branches) != len(("this", "null")) or {"type": "null"} not in branches:
        return schema
    [branch] = [one for one in branches if one != {"type": "null"}]
    if branch.get("type") not in _FOLDED or "enum" in branch:
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return branch | rest | {"type": [branch["type"], "null"]}
