"""Encrypt everything again with the newest key, and prove it, so that an old one can go."""

from collections.abc import Callable, Iterator

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from core.database import crypto
from core.database.bulk import update_rows
from core.database.crypto import EncryptedTextField
from core.database.iban import IbanHolder
from core.database.services import audit
from core.files.services.turn_over_archive import turn_over
from core.people.models import User
from core.sign_in.auth import FACTOR, ring_of_factors
from core.text.errors import BusinessError

BATCH = 500
#: What the second factors keep encrypted in their ``data``.
_FACTOR_SECRETS = ("secret", "seed")

Model = type[models.Model]


def encrypted_fields() -> Iterator[tuple[Model, list[str]]]:
    """Every model that holds encrypted text, with the fields that do."""
    for model in apps.get_models():
        names = [
            field.name for field in model._meta.fields if isinstance(field, EncryptedTextField)
        ]
        if names:
            yield model, names


def rotate_all() -> dict[str, int]:
    """Bring every ciphertext, blind index and archived file to the newest key of its ring.

    In batches, each its own transaction; bears being killed and run again. Returns what was
    brought over, by model. Raises BusinessError where no ring has a second key, or where something
    is still not of the newest; core.database.crypto.InvalidToken where what encrypted a value
    is not in the settings any more: nothing of its batch is changed.
    """
    if all(len(crypto.keys_of(ring)) < 2 for ring in crypto.Ring):
        raise BusinessError(
            _(
                "Il n’y a qu’une clé : mettez la nouvelle devant l’ancienne dans "
                "LSC_ENCRYPTION_KEYS ou LSC_EXTRANET_ENCRYPTION_KEYS, redémarrez, puis "
                "recommencez."
            )
        )
    counts = {model._meta.label: _rotate_model(model, names) for model, names in encrypted_fields()}
    counts[Authenticator._meta.label] = _rotate_factors()
    counts["archive"] = turn_over()
    _prove()
    for admin in User.objects.filter(is_superuser=True).order_by("pk")[:1]:
        audit.record("keys.rotate", acting_user=None, on=admin, rows=sum(counts.values()))
    return counts


def remaining() -> dict[str, int]:
    """What is not of the newest key, by model: empty once the old one can go."""
    left = {
        model._meta.label: sum(len(_old(model, rows, names)) for rows in _batches(model, names))
        for model, names in encrypted_fields()
    }
    left[Authenticator._meta.label] = sum(
        not crypto.is_newest(factor.data[name], ring_of_factors(factor.user.kind))
        for factor in Authenticator.objects.select_related("user").iterator()
        for name in _FACTOR_SECRETS
        if factor.data.get(name)
    )
    left["archive"] = turn_over(only_count=True)
    return {label: count for label, count in left.items() if count}


def _prove() -> None:
    left = remaining()
    if left:
        raise BusinessError(
            _("Tout n’est pas passé à la nouvelle clé : gardez l’ancienne, et recommencez."),
            [f"{label} : {count}" for label, count in left.items()],
        )


Row = tuple[object, ...]


def _identity(model: Model) -> tuple[str, ...]:
    return tuple(model.SEALED_TO)  # type: ignore[attr-defined]


def _batches(model: Model, names: list[str], *, locked: bool = False) -> Iterator[list[Row]]:
    """Key, ciphertexts, then identity of each row."""
    last = 0
    while True:
        rows = model._base_manager.filter(pk__gt=last).order_by("pk")
        if locked:
            rows = rows.select_for_update()
        batch = list(rows.values_list("pk", *names, *_identity(model))[:BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1][0]


def _old(model: Model, rows: list[Row], names: list[str]) -> list[Row]:
    """The rows that an older key encrypted, whole or in part."""
    ring = crypto.ring_of(model)
    return [
        row
        for row in rows
        if not all(
            crypto.is_newest(str(sealed), ring) for sealed in row[1 : 1 + len(names)] if sealed
        )
    ]


def _rotate_model(model: Model, names: list[str]) -> int:
    done, batches = 0, _batches(model, names, locked=True)
    columns, anew = list(names), _anew(model, names)
    if issubclass(model, IbanHolder):
        columns.append("iban_index")
    while True:
        with transaction.atomic():
            rows = next(batches, None)
            if rows is None:
                return done
            old = _old(model, rows, names)
            update_rows(model, columns, [anew(row) for row in old])
        done += len(old)


def _anew(model: Model, names: list[str]) -> Callable[[Row], Row]:
    """What a row becomes: its key, its ciphertexts of the newest key, and its blind index."""
    indexed = issubclass(model, IbanHolder)

    def anew(row: Row) -> Row:
        sealed, identity = row[1 : 1 + len(names)], row[1 + len(names) :]
        plain = [
            crypto.open_sealed(model, name, str(token), *identity)
            for name, token in zip(names, sealed, strict=True)
        ]
        tokens = [
            crypto.seal(model, name, text, *identity)
            for name, text in zip(names, plain, strict=True)
        ]
        iban = plain[names.index("iban")] if indexed else ""
        index = [crypto.blind_index(iban, crypto.ring_of(model)) if iban else ""] if indexed else []
        return (row[0], *tokens, *index)

    return anew


@transaction.atomic
def _rotate_factors() -> int:
    factors = list(
        Authenticator.objects.select_related("user").select_for_update(of=("self",)).order_by("pk")
    )
    for factor in factors:
        for name in _FACTOR_SECRETS:
            if factor.data.get(name):
                ring = ring_of_factors(factor.user.kind)
                factor.data[name] = crypto.rotate(factor.data[name], bound_to=FACTOR, ring=ring)
    Authenticator.objects.bulk_update(factors, ["data"], batch_size=BATCH)
    return len(factors)
