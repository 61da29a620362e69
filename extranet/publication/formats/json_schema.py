"""Published things as the API's schema tells them: JSON Schema, by the types of their fields."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from extranet.publication.formats.published import FORMAT_VERSION, PARTS, THINGS, Cents, Thing
from extranet.publication.formats.rows import Field, fields_of, is_thing, item_of

_PLAIN: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Cents: {"type": "integer", "format": "cents"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    UUID: {"type": "string", "format": "uuid"},
    bytes: {"type": "string", "format": "byte"},
}


def add_rows(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """For drf-spectacular: what the payload of a chunk holds, which travels as text."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    for thing in (*PARTS, *THINGS.values()):
        schemas[_name(thing)] = _row(thing)
    schemas["PublicationPayload"] = {
        "description": "What the text `payload` of a chunk holds, as JSON.",
        "oneOf": [_payload(thing) for thing in THINGS.values()],
    }
    return result


def _payload(thing: type[Thing]) -> dict[str, Any]:
    properties = {
        "version": {"type": "integer", "enum": [FORMAT_VERSION]},
        "kind": {"type": "string", "enum": [thing.KIND]},
        "rows": {"type": "array", "items": _reference(thing)},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _name(thing: type[Thing]) -> str:
    return f"Published{thing.__name__}"


def _reference(thing: type[Thing]) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{_name(thing)}"}


def _row(thing: type[Thing]) -> dict[str, Any]:
    fields = {field.name: _value(field) for field in fields_of(thing)}
    if not thing.COMPACT:
        schema = {"type": "object", "properties": fields, "required": list(fields)}
        return schema | {"additionalProperties": False, "description": thing.__doc__}
    return {
        "type": "array",
        "description": f"{thing.__doc__} A list, in this order: {', '.join(fields)}.",
        "items": {"oneOf": [{"title": name, **value} for name, value in fields.items()]},
        "minItems": len(fields),
        "maxItems": len(fields),
    }


def _value(field: Field) -> dict[str, Any]:
    if item := item_of(field.kind):
        return {"type": "array", "items": _reference(item), "description": field.says.meaning}
    if is_thing(field.kind):
        value: dict[str, Any] = {"allOf": [_reference(field.kind)]}
    elif issubclass(type(field.kind), type(Enum)):
        value = {"type": "string", "enum": [choice.value for choice in field.kind]}
    else:
        value = dict(_PLAIN[field.kind])
    value["description"] = field.says.meaning
    if field.says.most is not None:
        value["maxLength"] = field.says.most
    if field.is_nullable:
        value["nullable"] = True
    return value
