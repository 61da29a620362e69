"""Are these the keys of this database? Asked, ring by ring, of one row that they alone can read."""

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import DatabaseError, connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from core.database.crypto import InvalidToken, holds, lasting_mark, ring_of
from core.database.models.canary import Canary, ExtranetKeyCanary, KeyCanary

NAME = "canary"
CANARIES: tuple[type[Canary], ...] = (KeyCanary, ExtranetKeyCanary)


@receiver(post_migrate)
def bind_to_keys(sender: AppConfig, using: str, apps: Any = None, **_kwargs: Any) -> None:
    """Write the rows that are not there yet. One that is there is left, whatever the keys."""
    if sender.name != "core.database":
        return
    for canary in CANARIES:
        ring = ring_of(canary)
        # ``apps`` tells what is migrated so far; emptying a database tells nothing, and has it all.
        made = not apps or canary._meta.model_name in apps.all_models[canary._meta.app_label]
        rows = canary._default_manager.using(using)
        if made and holds(ring) and not rows.exists():
            rows.create(name=NAME, sealed=NAME, mark=lasting_mark(NAME, ring))


def keys_fit() -> bool:
    """Whether the keys of each ring that the settings have read its canary. Raises DatabaseError,
    where it is not had.

    A database without one (its tables are older) fits any key: migrating it writes one.
    """
    return all(_fit(canary) for canary in CANARIES if holds(ring_of(canary)))


def _fit(model: type[Canary]) -> bool:
    canary = model._default_manager.filter(name=NAME).first()
    if canary is None:
        return True
    try:
        opened: str = canary.sealed
    except InvalidToken:
        return False
    return opened == NAME and canary.mark == lasting_mark(NAME, ring_of(model))


@checks.register
def keys_of_this_database(app_configs: Any, **_kwargs: Any) -> list[checks.CheckMessage]:
    """Every command stops here with keys that are not those of the database."""
    try:
        fit = keys_fit()
    except DatabaseError:
        # Not there, or not migrated: nothing is encrypted yet that could be lost.
        fit = True
    finally:
        connection.close_if_unusable_or_obsolete()
    hint = (
        "Put back secrets.json, or LSC_ENCRYPTION_KEYS, LSC_BLIND_INDEX_KEY and their namesakes "
        "of the extranet, from the backup. "
        "While keys are changed, the old one stays behind the new one until rotate_keys is done."
    )
    message = "These are not the keys of this database: what is encrypted in it cannot be read."
    return [] if fit else [checks.Critical(message, hint=hint, id="lsc.C001")]
