"""Middleware of both sites."""

from django.contrib.auth import logout
from django.http import (
    HttpRequest,
    HttpResponse,
)

from core.house.middleware import Middleware
from core.sign_in.auth import belongs_to_this_site


class SiteAccessMiddleware(Middleware):
    """A session of the other site's kind of user is worth nothing here."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not belongs_to_this_site(request.user):
            logout(request)
        return self.get_response(request)
