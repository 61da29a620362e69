"""What the frame of every back-office page shows: menu, theme, favourites, entity."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from core.house.registry import Registry
from core.people.models import User
from core.screens import entity_switch, navigation
from core.screens.selectors.preferences import preferences

THEMES = ("auto", "light", "dark")
THEME_KEY = "theme"
FAVOURITES_KEY = "favourites"
#: How many messages a user has not read: the number on the bell.
UNREAD: Registry[str, Callable[[User], int]] = Registry.of_functions("count of unread messages")


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    icon: str
    key: str
    active: bool


@dataclass(frozen=True)
class Module:
    code: str
    label: str
    icon: str
    links: list[Link]

    @property
    def active(self) -> bool:
        return any(link.active for link in self.links)


class Shell:
    """Computed on demand: a partial that shows none of it costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _preferences(self) -> dict[str, Any]:
        user = getattr(self._request, "user", None)
        if user is None or not user.is_authenticated:
            return {}
        return preferences(user, THEME_KEY, FAVOURITES_KEY)

    @property
    def theme(self) -> str:
        theme = self._preferences.get(THEME_KEY, "auto")
        return theme if theme in THEMES else "auto"

    @property
    def favourites(self) -> list[dict[str, str]]:
        return list(self._preferences.get(FAVOURITES_KEY, []))

    @property
    def entity(self) -> entity_switch.EntityChoice | None:
        return entity_switch.current(self._request)

    @property
    def has_entities(self) -> bool:
        return entity_switch.is_available()

    @property
    def services_at_sign_in(self) -> bool:
        return not settings.MULTI_USER and bool(self._request.session.get("run_services"))

    @cached_property
    def menu(self) -> list[Module]:
        """The modules in which this user may go somewhere."""
        modules: dict[str, Module] = {}
        here = self._best_match()
        for item in navigation.items_for(self._request.user):  # type: ignore[arg-type]
            url = _url(item.url_name)
            if url is None:
                continue
            label, icon = navigation.module_face(item.module)
            module = modules.setdefault(item.module, Module(item.module, label, icon, []))
            link = Link(str(item.label), url, item.icon, item.key, url == here)
            module.links.append(link)
        return list(modules.values())

    def _best_match(self) -> str:
        """The menu's longest path under which the current page lies."""
        path = self._request.path
        urls = [_url(item.url_name) for item in navigation.items_for(self._request.user)]  # type: ignore[arg-type]
        under = [
            url for url in urls if url and (path == url or (url != "/" and path.startswith(url)))
        ]
        return max(under, key=len, default="")


def _url(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
