"""Are these the keys of this database? Asked of one row that they alone can read."""

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import DatabaseError, connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from core.crypto import InvalidToken, lasting_mark
from core.models.canary import KeyCanary

NAME = "canary"


@receiver(post_migrate)
def bind_to_keys(sender: AppConfig, using: str, apps: Any = None, **_kwargs: Any) -> None:
    """Write the row where there is none yet. One that is there is left, whatever the keys."""
    # ``apps`` tells what is migrated so far; emptying a database tells nothing, and has it all.
    if sender.name != "core" or (apps and "keycanary" not in apps.all_models["core"]):
        return
    rows = KeyCanary.objects.using(using)
    if not rows.exists():
        rows.create(name=NAME, sealed=NAME, mark=lasting_mark(NAME))


def keys_fit() -> bool:
    """Whether the keys of the settings read the canary. Raises DatabaseError, where it is not had.

    A database without one (its tables are older) fits any key: migrating it writes one.
    """
    canary = KeyCanary.objects.filter(name=NAME).first()
    if canary is None:
        return True
    try:
        opened: str = canary.sealed
    except InvalidToken:
        return False
    return opened == NAME and canary.mark == lasting_mark(NAME)


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
        "Put back secrets.json, or LSC_ENCRYPTION_KEYS and LSC_BLIND_INDEX_KEY, from the backup. "
        "While keys are changed, the old one stays behind the new one until rotate_keys is done."
    )
    message = "These are not the keys of this database: what is encrypted in it cannot be read."
    return [] if fit else [checks.Critical(message, hint=hint, id="lsc.C001")]
