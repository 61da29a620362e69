"""Who may open a page. Every view declares it with one of these decorators; a test checks all."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

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
    """Open to members of staff who hold ``right``, such as ``"receipts.post_receipts"``.

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
