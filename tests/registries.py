"""What rooms bring, set aside for the time of a test."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from core.house.registry import Registry

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@contextmanager
def only(registry: Registry[K, V], *things: V) -> Iterator[None]:
    """The registry holds these alone, and what the test adds."""
    kept, registry._brought = registry._brought, {}
    try:
        registry.add(*things)
        yield
    finally:
        registry._brought = kept
