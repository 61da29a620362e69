"""Where the shared cache is: Redis where there is one, else the database."""

from typing import Any


def cache(redis_url: str) -> dict[str, Any]:
    """The setting of Django's default cache."""
    if not redis_url:
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "core_database_cache",
        }
    return {
        "BACKEND": "core.database.cache.SpareableRedisCache",
        "LOCATION": redis_url,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
