"""Names that seals rest on: each change made by a service leaves a signed, dated version.

A seal covers the digest of a name, not the name. Where a service changes or erases it, the version
tells from which row on the new one counts, so older seals still hold; a name changed in the
database itself has no version, and is found.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database import signing
from core.database.models import RecordVersion
from core.house.registry import Registry
from core.people.models import User


@dataclass(frozen=True)
class Sealed:
    """A kind of record whose names are sealed. ``mark`` is the last row sealed so far."""

    #: ``app_label.model``.
    object_type: str
    fields: tuple[str, ...]
    mark: Callable[[], int]


SEALED: Registry[str, Sealed] = Registry("sealed record", key=lambda each: each.object_type)


def joined(values: Sequence[object]) -> str:
    """Texts that cannot be told from one another only by where they are cut."""
    return ",".join(f"{len(text)}:{text}" for text in map(str, values))


def digest(object_type: str, values: Sequence[object]) -> str:
    """The SHA-256 of a record's sealed fields, in their order."""
    return hashlib.sha256(joined([object_type, *values]).encode()).hexdigest()


def digest_of(record: models.Model) -> str:
    """The digest of a record as it stands in memory."""
    object_type = record._meta.label_lower
    names = SEALED.get(object_type).fields
    return digest(object_type, [getattr(record, name) for name in names])


def follow(
    before: models.Model | None, after: models.Model, *, acting_user: User | None, action: str
) -> None:
    """Leave a version where the sealed fields of a record differ; nothing where none does.

    In the transaction of the change, with the record locked against what seals it. ``before`` is
    None for a new record.
    """
    object_type = after._meta.label_lower
    sealed = SEALED.find(object_type)
    if sealed is None:
        return
    was, now = digest_of(before) if before else "", digest_of(after)
    if was == now:
        return
    version = RecordVersion(
        at=timezone.now(),
        user=acting_user,
        action=action,
        object_type=object_type,
        object_id=after.pk,
        before=was,
        after=now,
        mark=sealed.mark() if before else 0,
    )
    known = RecordVersion.objects.filter(object_type=object_type, object_id=after.pk)
    before_it = known.order_by("-id").values_list("signature", flat=True).first()
    version.signature = signing.sign(_content(version, before_it or ""))
    version.save(force_insert=True)


def _content(version: RecordVersion, previous: str) -> str:
    """What is signed; with the signature of the version before, so that none can be left out."""
    at = version.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = (version.action, version.object_type, version.object_id)
    change = (version.before, version.after, version.mark)
    return joined(["lsc-version/1", previous, at, version.user_id or "", *told, *change])


#: ``(digest, first row, last row)``: under which name which rows were sealed.
Spell = tuple[str, int, int]
FOR_EVER = 2**62


def spells(
    object_type: str, rows: models.QuerySet[models.Model] | None = None
) -> dict[int, list[Spell]]:
    """The names of each record of a kind through time, oldest first, the one it bears now last."""
    model, sealed = apps.get_model(object_type), SEALED.get(object_type)
    former: dict[int, list[Spell]] = defaultdict(list)
    changes = RecordVersion.objects.filter(object_type=object_type).exclude(before="")
    for pk, was, mark in changes.order_by("id").values_list("object_id", "before", "mark"):
        first = former[pk][-1][2] + 1 if former[pk] else 0
        former[pk].append((was, first, mark))
    found = {}
    live = model._base_manager.all() if rows is None else rows
    for pk, *values in live.values_list("pk", *sealed.fields).iterator(chunk_size=5000):
        known = former.get(pk, [])
        first = known[-1][2] + 1 if known else 0
        found[pk] = [*known, (digest(object_type, values), first, FOR_EVER)]
    return found


def problems() -> Iterator[str]:
    """What does not hold among the versions, in French: unsigned, missing, not the live name."""
    last: dict[tuple[str, int], tuple[str, str]] = {}
    for version in RecordVersion.objects.order_by("id").iterator(chunk_size=2000):
        key = (version.object_type, version.object_id)
        digest_before, signature_before = last.get(key, (version.before, ""))
        content = _content(version, signature_before)
        if not signing.is_signed(content, version.signature) or digest_before != version.before:
            yield _(
                "La version %(number)s d’un nom n’est pas signée par cette installation, ou celle "
                "d’avant manque."
            ) % {"number": version.pk}
        last[key] = (version.after, version.signature)
    names = {key: after for key, (after, _signature) in last.items()}
    for sealed in SEALED:
        yield from _unlike(sealed, names)


def _unlike(sealed: Sealed, last: dict[tuple[str, int], str]) -> Iterator[str]:
    """Records that no longer bear the name of their last version."""
    object_type = sealed.object_type
    model = apps.get_model(object_type)
    for pk, *values in model._base_manager.values_list("pk", *sealed.fields).iterator(5000):
        if last.get((object_type, pk), now := digest(object_type, values)) != now:
            yield _("%(kind)s « %(name)s » : ce qui le désigne a été changé hors du logiciel.") % {
                "kind": str(model._meta.verbose_name).capitalize(),
                "name": " ".join(str(value) for value in values if value),
            }
