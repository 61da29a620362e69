"""Published things as JSON rows and back, by the types of their fields."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from extranet.publication.formats.published import Cents, Says, Thing

AThing = TypeVar("AThing", bound=Thing)


class MalformedError(ValueError):
    """A row has another shape than its kind's."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Field:
    """A published field, as its dataclass says it."""

    name: str
    kind: Any
    says: Says
    is_nullable: bool


def fields_of(thing: type[Thing]) -> tuple[Field, ...]:
    hints = get_type_hints(thing, include_extras=True)
    return tuple(_field(field.name, hints[field.name]) for field in fields(cast("Any", thing)))


def _field(name: str, hint: Any) -> Field:
    kind, says = get_args(hint)
    if NoneType in get_args(kind):
        (kind,) = (option for option in get_args(kind) if option is not NoneType)
        return Field(name, kind, says, is_nullable=True)
    return Field(name, kind, says, is_nullable=False)


def column_names(thing: type[Thing], *but: str) -> list[str]:
    """The names of its fields, which are those of the model that keeps them."""
    return [field.name for field in fields_of(thing) if field.name not in but]


def to_row(thing: Thing) -> Any:
    """What travels of a thing: a list where its kind is compact, else an object."""
    values = {
        name: write(getattr(thing, name)) for name, write in _writers(cast("Any", type(thing)))
    }
    return list(values.values()) if thing.COMPACT else values


def from_row(kind: type[AThing], row: Any) -> AThing:
    """Raises MalformedError where a field is missing, unknown, or not what it should be."""
    readers = _readers(cast("Any", kind))
    if kind.COMPACT and isinstance(row, list) and len(row) == len(readers):
        values = row
    elif not kind.COMPACT and isinstance(row, dict) and row.keys() == readers.keys():
        values = [row[name] for name in readers]
    else:
        raise MalformedError(kind.KIND)
    try:
        return kind(*[read(value) for read, value in zip(readers.values(), values, strict=True)])
    except (ValueError, TypeError) as error:
        raise MalformedError(kind.KIND) from error


Convert = Callable[[Any], Any]


# A class is no hashable to mypy, where its instances are dataclasses.
@cache
def _writers(thing: Any) -> tuple[tuple[str, Convert], ...]:
    return tuple((field.name, _writer(field)) for field in fields_of(thing))


@cache
def _readers(thing: Any) -> Mapping[str, Convert]:
    return {field.name: _reader(field) for field in fields_of(thing)}


def item_of(kind: Any) -> type[Thing] | None:
    """The thing that a list is of; None for what is no list."""
    return get_args(kind)[0] if get_origin(kind) is tuple else None


def is_thing(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Thing)


def _writer(field: Field) -> Convert:
    if item_of(field.kind):
        return lambda items: [to_row(item) for item in items]
    if is_thing(field.kind):
        return lambda thing: None if thing is None else to_row(thing)
    if field.kind in (date, datetime):
        return lambda moment: None if moment is None else moment.isoformat()
    if field.kind is bytes:
        return lambda content: b64encode(content).decode()
    if field.kind is UUID or issubclass(_plain(field.kind), Enum):
        return str
    return lambda value: value


def _reader(field: Field) -> Convert:
    read = _reader_of(field)
    return (lambda value: None if value is None else read(value)) if field.is_nullable else read


def _reader_of(field: Field) -> Convert:
    kind = field.kind
    if item := item_of(kind):
        return lambda rows: tuple(from_row(item, row) for row in _typed(rows, list))
    if is_thing(kind):
        return lambda row: from_row(kind, row)
    if kind is bytes:
        return lambda text: b64decode(text, validate=True)
    if kind is datetime:
        return _read_instant
    if kind is date:
        return date.fromisoformat
    if kind is UUID or issubclass(_plain(kind), Enum):
        return lambda text: kind(_typed(text, str))
    plain, most = _plain(kind), field.says.most
    if most is None:
        return lambda value: _typed(value, plain)
    return lambda text: _short(_typed(text, plain), most)


def _plain(kind: Any) -> type:
    """The JSON type beneath an amount, or the type itself."""
    return int if kind is Cents else kind


def _typed(value: Any, kind: type) -> Any:
    # True is an integer to Python, and to nobody else.
    if type(value) is not kind:
        raise MalformedError(kind.__name__)
    return value


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise MalformedError(f"more than {most}")
    return text


def _read_instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise MalformedError("no offset")
    return instant
