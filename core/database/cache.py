"""The shared cache, which no page may depend on: while Redis does not answer, nothing is in it.

What is cached is counted again, and an undo that was remembered there is told to be too late.
Nothing of money, sign-in or rights is kept in it.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: After a failure Redis is left alone for a moment: each try would hold up a page.
SILENCE_SECONDS = 5.0
#: What each question is answered with where nobody answers; ``get`` has its own default.
_MISSED: dict[str, Any] = {"add": False, "touch": False, "delete": False, "has_key": False}
_MISSED["get_many"] = {}


class _Client:
    """Redis as Django's cache talks to it, whose failures are misses."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._redis = RedisCacheClient(*args, **options)
        self._silent_until = 0.0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        ask = getattr(self._redis, name)

        def tried(*args: Any) -> Any:
            missed = args[1] if name == "get" else _MISSED.get(name)
            if time.monotonic() < self._silent_until:
                return missed
            try:
                return ask(*args)
            except (RedisError, OSError) as error:
                self._silent_until = time.monotonic() + SILENCE_SECONDS
                logger.error("The cache does not answer: %s", error)
                return missed

        return tried


class SpareableRedisCache(RedisCache):
    """Django's cache in Redis, without which every page works."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
