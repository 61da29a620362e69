"""Text fields into which no card number and no IBAN goes, whatever door the text came by.

Forms, cells, files, the API and jobs all end in a model: the guard stands where a value leaves for
the database, in ``save``, ``update``, ``bulk_create`` and ``core.database.bulk`` alike. What a
person typed is refused; what a partner's file or another server said (``masks=True``) is masked,
since nobody is there to correct it. A test walks every text field: one that is not of this module
is on its list with the reason.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import models

from core.text.guard import (
    SecretTypedError,
    holds_secret,
    mask_digits,
    mask_secrets,
    refuse_secrets,
    refuse_split,
)
from core.text.split_secrets import SOME_DIGITS, split_over
from core.text.words import as_stored

__all__ = [
    "CharField",
    "EmailField",
    "JSONField",
    "SlugField",
    "TextField",
    "guard_row",
    "guard_value",
    "guards_of",
    "row_texts",
]

Guard = Callable[[Any], Any]


def _refuse(text: str) -> str:
    if holds_secret(text):
        refuse_secrets([text])
    return text


def _mask(text: str) -> str:
    return mask_secrets(text) if holds_secret(text) else text


def _validate(value: Any) -> None:
    """The refusal beside the field of a form."""
    try:
        _refuse(str(value))
    except SecretTypedError as error:
        raise ValidationError(str(error), code="secret") from None


class Guarded:
    """What a guarded field adds to Django's."""

    def __init__(self, *args: Any, masks: bool = False, **kwargs: Any) -> None:
        self.masks = masks
        super().__init__(*args, **kwargs)

    def guard(self, value: Any) -> Any:
        """The value as it may be stored. Raises SecretTypedError where it may not."""
        if not isinstance(value, str):
            return value
        return _mask(value) if self.masks else _refuse(value)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """The value beside those of the row's other texts, which may go on where it ends."""
        value = super().pre_save(model_instance, add)  # type: ignore[misc]
        if not isinstance(value, str) or not SOME_DIGITS.match(value):
            return value
        model: type[models.Model] = model_instance._meta.concrete_model
        loaded = model_instance.__dict__
        texts = {name: loaded.get(name) for name in row_texts(model)}
        own = self.attname  # type: ignore[attr-defined]
        return _stored_otherwise(model_instance, model, texts).get(own, value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(self.guard(value), connection)  # type: ignore[misc]

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)  # type: ignore[misc]
        if isinstance(value, str) and not self.masks:
            _validate(value)

    def deconstruct(self) -> Any:
        """To the schema, and so to migrations, it is Django's own field."""
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, path.replace("core.text.guarded", "django.db.models"), args, kwargs


if TYPE_CHECKING:
    # Django's fields are generic to the type checker only.
    Set_contra = TypeVar("Set_contra", contravariant=True)
    Get_co = TypeVar("Get_co", covariant=True)

    class CharField(Guarded, models.CharField[Set_contra, Get_co]):
        pass

    class TextField(Guarded, models.TextField[Set_contra, Get_co]):
        pass

    class EmailField(Guarded, models.EmailField[Set_contra, Get_co]):
        pass

    class SlugField(Guarded, models.SlugField[Set_contra, Get_co]):
        pass

else:

    class CharField(Guarded, models.CharField):
        def guard(self, value: Any) -> Any:
            """On one line, as a label, a name or the subject of a mail is."""
            return super().guard(as_stored(value) if isinstance(value, str) else value)

    class TextField(Guarded, models.TextField):
        pass

    class EmailField(Guarded, models.EmailField):
        pass

    class SlugField(Guarded, models.SlugField):
        pass


class JSONField(Guarded, models.JSONField):
    """Every text in it, keys left aside."""

    def guard(self, value: Any) -> Any:
        if isinstance(value, str):
            return super().guard(value)
        if isinstance(value, dict):
            return {key: self.guard(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.guard(each) for each in value]
        return value


@cache
def row_texts(model: type[models.Model]) -> dict[str, bool]:
    """The texts of a row that may hold parts of one number, in its order, and whether each is
    masked. What the software writes from them (``editable=False``) is no part."""
    columns: list[Any] = list(model._meta.concrete_fields)
    texts = [column for column in columns if isinstance(column, _TEXTS) and column.editable]
    return {column.attname: column.masks for column in texts}


def guard_row(model: type[models.Model], texts: Mapping[str, Any]) -> dict[str, str]:
    """What is to be stored otherwise of a row's texts: nothing, nearly always.

    Parts of one card number or IBAN are refused where a person typed all of them. Where another
    installation or a file gave one, it is masked, and the others are no number any more.
    """
    told = {name: text for name, text in texts.items() if isinstance(text, str)}
    parts = split_over(told) if len(told) > 1 else set()
    if not parts:
        return {}
    masked = {name: mask_digits(told[name]) for name in parts if row_texts(model)[name]}
    if not masked:
        refuse_split()
    return masked


def _stored_otherwise(
    row: models.Model, model: type[models.Model], texts: dict[str, Any]
) -> dict[str, str]:
    """As ``guard_row``, which each field of the row would ask for anew while the row is saved."""
    known = getattr(row._state, "guarded", None)
    if known is None or known[0] != texts:
        known = (texts, guard_row(model, texts))
        row._state.guarded = known  # type: ignore[attr-defined]
    found: dict[str, str] = known[1]
    return found


#: The guarded fields of one text each.
_TEXTS: Any = (CharField, TextField, EmailField, SlugField)


def guards_of(model: type[models.Model], names: Sequence[str]) -> list[tuple[int, Guard]]:
    """The place and the guard of each guarded column of rows that are written without the ORM."""
    fields = [
        (place, cast("object", model._meta.get_field(name))) for place, name in enumerate(names)
    ]
    return [
        (place, _guard_of_json(field) if isinstance(field, JSONField) else field.guard)
        for place, field in fields
        if isinstance(field, Guarded)
    ]


def guard_value(model: type[models.Model], name: str, value: Any) -> Any:
    """One column's value, as :func:`guards_of`."""
    for _place, guard in guards_of(model, [name]):
        return guard(value)
    return value


def _guard_of_json(field: JSONField) -> Guard:
    """Rows hold JSON as text; it is read only where something in it looks like a secret."""

    def guard(text: Any) -> Any:
        if not isinstance(text, str) or not holds_secret(text):
            return text
        return json.dumps(field.guard(json.loads(text)))

    return guard
