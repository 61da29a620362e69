"""Encrypt everything again with the newest key, so that an old one can be thrown away."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models, transaction

from core import crypto
from core.crypto import EncryptedTextField
from core.models import User
from core.services import audit

BATCH = 500
#: What the second factors keep encrypted in their ``data``.
_FACTOR_SECRETS = ("secret", "seed")


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every model that holds encrypted text, with the fields that do."""
    for model in apps.get_models():
        names = [
            field.name for field in model._meta.fields if isinstance(field, EncryptedTextField)
        ]
        if names:
            yield model, names


def rotate_all() -> dict[str, int]:
    """Re-encrypt in batches, each its own transaction. Returns rows per model.

    Bears being killed and run again. Raises cryptography.fernet.InvalidToken where a value was
    encrypted with a key that is no longer in the settings: nothing of its batch is changed.
    """
    counts = {model._meta.label: _rotate_model(model, names) for model, names in encrypted_fields()}
    counts[Authenticator._meta.label] = _rotate_factors()
    for admin in User.objects.filter(is_superuser=True).order_by("pk")[:1]:
        audit.record("keys.rotate", acting_user=None, on=admin, rows=sum(counts.values()))
    return counts


def _rotate_model(model: type[models.Model], names: list[str]) -> int:
    done, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(
                model._base_manager.select_for_update()
                .filter(pk__gt=last)
                .order_by("pk")
                .only("pk", *names)[:BATCH]
            )
            if not rows:
                return done
            # Reading decrypts with whichever key fits; writing encrypts with the newest.
            model._base_manager.bulk_update(rows, names)
        done, last = done + len(rows), rows[-1].pk


@transaction.atomic
def _rotate_factors() -> int:
    factors = list(Authenticator.objects.select_for_update().order_by("pk"))
    for factor in factors:
        for name in _FACTOR_SECRETS:
            if factor.data.get(name):
                factor.data[name] = crypto.rotate(factor.data[name])
    Authenticator.objects.bulk_update(factors, ["data"], batch_size=BATCH)
    return len(factors)
