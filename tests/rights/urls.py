"""Every URL of both sites, as the resolver knows it, with an address to try it at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, reverse
from django.urls.converters import (
    IntConverter,
    PathConverter,
    SlugConverter,
    StringConverter,
    UUIDConverter,
)

#: What stands for "any object": never the key of a row that a test makes.
EXAMPLES: dict[type, Any] = {
    IntConverter: 999_999,
    SlugConverter: "inconnu",
    StringConverter: "inconnu",
    PathConverter: "inconnu",
    UUIDConverter: UUID("00000000-0000-4000-8000-000000000000"),
}


@dataclass(frozen=True)
class Url:
    """One URL pattern. ``name`` carries its namespace: ``receipts:draft``."""

    site: str
    name: str
    route: str
    callback: Callable[..., HttpResponse]
    arguments: tuple[tuple[str, Any], ...]

    @property
    def access(self) -> str | None:
        """What the view declares with the decorators of ``core.people.access``."""
        return getattr(self.callback, "access", None)

    @property
    def module(self) -> str:
        view: Any = getattr(self.callback, "view_class", None) or getattr(
            self.callback, "cls", self.callback
        )
        return str(view.__module__)

    @property
    def has_arguments(self) -> bool:
        return bool(self.arguments) or "(?P<" in self.route

    def address(self) -> str:
        return reverse(self.name, kwargs=dict(self.arguments), urlconf=f"lsc.urls.{self.site}")


def urls_of(site: str) -> list[Url]:
    """All URL patterns of ``backoffice`` or ``extranet``."""
    return list(_walk(site, import_module(f"lsc.urls.{site}").urlpatterns, "", "", ()))


def _walk(
    site: str,
    patterns: list[URLPattern | URLResolver],
    namespace: str,
    prefix: str,
    arguments: tuple[tuple[str, Any], ...],
) -> Iterator[Url]:
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        found = arguments + tuple(
            (name, EXAMPLES[type(converter)])
            for name, converter in pattern.pattern.converters.items()
        )
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(site, pattern.url_patterns, inner, route, found)
        else:
            yield Url(site, f"{namespace}{pattern.name or ''}", route, pattern.callback, found)
