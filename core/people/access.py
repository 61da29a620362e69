"""Who may open a page. Every view declares it with one of these decorators; a test checks all."""

from collections.abc import Callable, Iterator
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

if TYPE_CHECKING:
    from core.people.models import User

View = Callable[..., HttpResponseBase]

PUBLIC = "public"
SIGNED_IN = "signed_in"


def _declare(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Open to anyone, signed in or not."""
    return _declare(view, PUBLIC)


def signed_in(view: View) -> View:
    """Open to whoever has signed in on this site."""
    return _declare(login_required(view), SIGNED_IN)


def right_required(right: str) -> Callable[[View], View]:
    """Open to members of staff who hold ``right``, such as ``"receipts_draft.post_receipts"``.

    Others get the 403 page, which names the right and who can give it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(right):
                raise PermissionDenied(right)
            return view(request, *args, **kwargs)

        return _declare(login_required(guarded), right)

    return decorate


def user_of(request: HttpRequest) -> "User":
    """Who sent the request, once the decorators let it in."""
    user: Any = request.user
    return user  # type: ignore[no-any-return]


def may_follow(user: "User", url_name: str, right: str = "") -> bool:
    """Whether a link to the view ``url_name`` (``receipts:draft``) is worth showing to ``user``:
    they hold ``right``, where one is named, and what the view itself asks for."""
    asked = _access_by_name(settings.ROOT_URLCONF).get(url_name, SIGNED_IN)
    return _holds(user, right) and _holds(user, asked)


def may_open(user: "User", path: str) -> bool:
    """The same, of an address of this site, with or without its query."""
    try:
        view = resolve(path.partition("?")[0]).func
    except Resolver404:
        return False
    return _holds(user, getattr(view, "access", SIGNED_IN))


def _holds(user: "User", asked: str) -> bool:
    return asked in {"", PUBLIC, SIGNED_IN} or user.has_perm(asked)


@cache
def _access_by_name(urlconf: str) -> dict[str, str]:
    return dict(_walk(get_resolver(urlconf).url_patterns, ""))


def _walk(patterns: "list[URLPattern | URLResolver]", namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", getattr(pattern.callback, "access", SIGNED_IN)


def background(view: View) -> View:
    """Asked for by the page itself, again and again: no sign that its reader is there."""
    view.background = True  # type: ignore[attr-defined]
    return view
