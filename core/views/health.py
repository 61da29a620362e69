"""What a load balancer and a container ask: alive? ready?"""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis import Redis
from redis.exceptions import RedisError

from core.access import public
from core.services import check_archive
from core.services.canary import keys_fit


@public
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@public
def readyz(_request: HttpRequest) -> HttpResponse:
    """The database answers, is migrated and is of these keys, and Redis answers where it is used;
    else 503.

    The back office also looks whether its archive is there, and tells when it was last read whole.
    """
    checks = {"database": _database(), "migrations": False, "keys": False, "cache": _cache()}
    checks["migrations"] = checks["database"] and _migrated()
    checks["keys"] = checks["migrations"] and keys_fit()
    told = {}
    if settings.LSC_SITE == "backoffice":
        checks["archive"] = checks["migrations"] and check_archive.looks_whole()
        last = check_archive.last_check() if checks["migrations"] else None
        told = {"archive_checked_at": last.isoformat()} if last else {}
    return JsonResponse({**checks, **told}, status=200 if all(checks.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrated() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _cache() -> bool:
    if not settings.REDIS_URL:
        return True
    # Asked itself: the cache takes a failure for a miss.
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=2
        ) as server:
            return bool(server.ping())
    except (RedisError, OSError):
        return False
