"""A column of encrypted text: each value is bound to its table, its column and its row.

A model that has one names, in ``SEALED_TO``, the fields that tell its row for good: they are
unique together and never change. A ciphertext moved to another row by SQL cannot be read there.
``SEALED_WITH`` names the ring of keys, where it is not that of the books.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

from django.core import checks
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from core.database.crypto.keys import Ring
from core.database.crypto.tokens import decrypt, encrypt


class Sealed(str):
    """A ciphertext as the database holds it."""

    __slots__ = ()


class _OpenedWhenRead(DeferredAttribute):
    """Decrypts when somebody looks, since a row alone knows what it is bound to."""

    field: "EncryptedTextField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        values, name = instance.__dict__, self.field.attname
        if name not in values:
            rows = type(instance)._base_manager.using(instance._state.db)
            values[name] = rows.values_list(name, flat=True).get(pk=instance.pk)
        if isinstance(values[name], Sealed):
            values[name] = decrypt(
                values[name], bound_to=self.field.place_of(instance), ring=ring_of(type(instance))
            )
        return values[name]

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that is encrypted in the database and plain in Python; empty stays empty.

    It is written by ``save`` and ``bulk_create``. What writes columns (``update``,
    ``core.database.bulk``) takes :func:`seal`'s ciphertexts; ``values`` and
    ``values_list`` give :func:`open_sealed`'s.
    """

    descriptor_class = _OpenedWhenRead

    def from_db_value(self, value: Any, *_args: Any) -> str | None:
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname, "")
        if not value or isinstance(value, Sealed):
            return value
        place, ring = self.place_of(model_instance), ring_of(type(model_instance))
        return Sealed(encrypt(str(value), bound_to=place, ring=ring))

    def get_prep_value(self, value: Any) -> Any:
        if value and not isinstance(value, Sealed) and not hasattr(value, "resolve_expression"):
            raise TypeError(f"{self.name} is sealed to its row before it is written")
        return super().get_prep_value(value)

    def place_of(self, instance: models.Model) -> str:
        """What the value of this row is bound to."""
        names = type(instance).SEALED_TO  # type: ignore[attr-defined]
        return self.place(*(getattr(instance, name) for name in names))

    def place(self, *identity: Any) -> str:
        """What the value of the row of that identity (``SEALED_TO``, in order) is bound to."""
        place = self._column_named
        for read, value in zip(self._identity_readers, identity, strict=True):
            text = str(read(value))
            # With its length, so that no two rows can be spelt alike.
            place += f"|{len(text)}:{text}"
        return place

    @cached_property
    def _column_named(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    @cached_property
    def _identity_readers(self) -> list[Callable[[Any], Any]]:
        """What makes of each part of the identity the value that Python knows it by."""
        names = _sealed_to(self.model)
        return [self.model._meta.get_field(name).to_python for name in names]  # type: ignore[union-attr]

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        missing = not self.model._meta.abstract and not _sealed_to(self.model)
        ours = [
            checks.Error(
                f"{self.model._meta.label} holds encrypted text and does not say, in SEALED_TO, "
                "which fields tell its row for good.",
                obj=self,
                id="lsc.E001",
            )
        ]
        return [*super().check(**kwargs), *(ours if missing else [])]


def ring_of(model: type[models.Model]) -> Ring:
    """The ring of keys that seals the rows of a model."""
    return cast("Ring", getattr(model, "SEALED_WITH", Ring.BOOKS))


def _sealed_to(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(getattr(model, "SEALED_TO", ()))


def _field(model: type[models.Model], name: str) -> EncryptedTextField:
    return cast("EncryptedTextField", model._meta.get_field(name))


def seal(model: type[models.Model], name: str, plain: str, *identity: Any) -> Sealed:
    """The ciphertext of a column, for what writes rows without the ORM; empty stays empty."""
    if not plain:
        return Sealed("")
    place = _field(model, name).place(*identity)
    return Sealed(encrypt(plain, bound_to=place, ring=ring_of(model)))


def opener(model: type[models.Model], name: str) -> Callable[..., str]:
    """:func:`open_sealed` of one column, for thousands of rows of it."""
    place, ring = _field(model, name).place, ring_of(model)

    def opened(sealed: str, *identity: Any) -> str:
        return decrypt(sealed, bound_to=place(*identity), ring=ring) if sealed else ""

    return opened


def open_sealed(model: type[models.Model], name: str, sealed: str, *identity: Any) -> str:
    """The plain text of a column that was read as it stands. Raises InvalidToken."""
    return opener(model, name)(sealed, *identity)
