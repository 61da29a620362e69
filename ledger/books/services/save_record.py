"""How every record of the ledger is created and changed: checked, locked, audited."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from core.database.services import audit, versions
from core.people.models import User
from core.screens.lists.history import last_event_id
from core.text.errors import BusinessError

M = TypeVar("M", bound=models.Model)

#: Refuses, with a BusinessError, what a record may not become; sees it before and after.
Guard = Callable[[M, M], None]
#: Fields kept by the code itself: no user ever sees them change.
_UNTOLD = frozenset({"search_text", "iban", "iban_index", "uid"})


class ChangedMeanwhileError(BusinessError):
    """Someone else changed the record after it was shown."""


def create(record: M, *, acting_user: User | None, action: str) -> M:
    """Check and insert a new record. Raises BusinessError whose problems name the fields."""
    with transaction.atomic():
        _check(record)
        _save(record)
        versions.follow(None, record, acting_user=acting_user, action=action)
        facts = {name: str(value) for name, value in _told(record).items() if value}
        audit.record(action, acting_user=acting_user, on=record, **facts)
    return record


def update(
    record: M,
    values: Mapping[str, Any],
    *,
    acting_user: User | None,
    action: str,
    seen: int | None = None,
    guard: Guard[M] | None = None,
    prepare: Callable[[M], None] | None = None,
) -> M:
    """Change a record to ``values``; nothing is written where nothing differs.

    ``seen`` is the record's last event when it was shown: a later one raises ChangedMeanwhileError.
    ``prepare`` derives fields from those given.
    """
    model = type(record)
    with transaction.atomic():
        locked = model._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
        before = model._default_manager.get(pk=record.pk)
        _check_seen(locked, seen)
        for name, value in values.items():
            setattr(locked, name, value)
        if prepare:
            prepare(locked)
        if guard:
            guard(before, locked)
        _check(locked)
        differences = audit.changes(before, locked, _told(locked))
        if differences or audit.changes(before, locked, _UNTOLD & _names(locked)):
            _save(locked)
            versions.follow(before, locked, acting_user=acting_user, action=action)
            audit.record(action, acting_user=acting_user, on=locked, **differences)
    return locked


def _check_seen(record: models.Model, seen: int | None) -> None:
    if seen is not None and last_event_id(record) > seen:
        raise ChangedMeanwhileError(
            _(
                "Cette fiche a été modifiée entre-temps par quelqu’un d’autre : relisez-la, "
                "puis enregistrez de nouveau."
            )
        )


def _names(record: models.Model) -> set[str]:
    return {field.name for field in record._meta.concrete_fields if not field.primary_key}


def _told(record: models.Model) -> dict[str, Any]:
    return {name: getattr(record, name) for name in sorted(_names(record) - _UNTOLD)}


def _check(record: models.Model) -> None:
    try:
        record.full_clean()
    except ValidationError as error:
        problems = [
            f"{_label(record, name)} : {' '.join(texts)}"
            for name, texts in error.message_dict.items()
        ]
        raise BusinessError(_("Cette fiche ne peut pas être enregistrée."), problems) from None


def _label(record: models.Model, name: str) -> str:
    if name == "__all__":
        return str(record._meta.verbose_name)
    return str(getattr(record._meta.get_field(name), "verbose_name", name))


def _save(record: models.Model) -> None:
    """Save; a twin inserted at the same instant is a refusal, not a crash."""
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        raise BusinessError(
            _("Une fiche identique vient d’être créée par quelqu’un d’autre.")
        ) from None
