"""Is all there that this process needs to answer? Part by part, each by its name."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from redis import Redis
from redis.exceptions import RedisError

from core.database.services.canary import keys_fit
from core.files.services import check_archive
from core.screens.front_end import static_path

#: One that pages draw on the server.
_ICON = "icons/alert-triangle.svg"


def parts() -> dict[str, bool]:
    """Each part that this site needs, and whether it is there. None of them raises."""
    there = {"database": _database()}
    there["migrations"] = there["database"] and _asked(_migrated)
    there["keys"] = there["migrations"] and _asked(keys_fit)
    if settings.REDIS_URL:
        there["redis"] = redis_answers()
    if settings.LSC_SITE == "backoffice":
        there["archive"] = there["migrations"] and _asked(check_archive.looks_whole)
    there["static"] = _static_files()
    return there


def sentence(part: str, *, ok: bool) -> str:
    """What is said of a part to anyone who asks: it names nothing of this installation."""
    good, bad = {
        "database": (_("La base répond."), _("La base ne répond pas.")),
        "migrations": (_("La base est à jour."), _("Des migrations manquent à la base.")),
        "keys": (
            _("Les clés sont celles de la base."),
            _("Les clés ne sont pas celles de la base."),
        ),
        "redis": (_("Redis répond."), _("Redis ne répond pas.")),
        "archive": (_("L’archive est là."), _("Il manque des fichiers à l’archive.")),
        "static": (_("Les fichiers des pages sont là."), _("Il manque des fichiers aux pages.")),
    }[part]
    return good if ok else bad


def redis_answers() -> bool:
    """Asked of Redis itself: the cache takes a failure for a miss."""
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2
        ) as server:
            return bool(server.ping())
    except (RedisError, OSError):
        return False


def _asked(question: Callable[[], bool]) -> bool:
    """The answer; no where the database goes away, or is read by a role that may not."""
    try:
        return question()
    except (DatabaseError, OSError):
        return False


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Those of this release: they do not change while it runs, and take 25 ms to read."""
    return frozenset(MigrationLoader(None).graph.nodes)


def _migrated() -> bool:
    return _migrations() <= MigrationRecorder(connection).applied_migrations().keys()


def _static_files() -> bool:
    """Whether the manifest of the collected files can be read, and an icon that it names."""
    try:
        path = static_path(_ICON)
        # As it lies on the disk: what was read at the start says nothing of the image.
        load_manifest = getattr(staticfiles_storage, "load_manifest", None)
        if load_manifest is not None:
            collected, _hash = load_manifest()
            path = Path(staticfiles_storage.path(collected[_ICON]))
        return bool(path.read_bytes())
    except (OSError, ValueError, KeyError):
        return False
