"""What every page of the clients' site knows of its client."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.house.middleware import Middleware
from extranet.site.selectors import access_of


class ClientAccessMiddleware(Middleware):
    """Ties the session to its access; until a password is chosen, leads nowhere else."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.LSC_SITE == "extranet" and request.user.is_authenticated:
            access = access_of(request.user)
            if access is None:
                logout(request)
            else:
                request.client_access = access  # type: ignore[attr-defined]
                if access.must_choose_password and not self._may_stay(request):
                    return redirect("site:choose_password")
        return self.get_response(request)

    def _may_stay(self, request: HttpRequest) -> bool:
        open_names = (
            "site:choose_password",
            "site:privacy",
            "account_logout",
            "core:agency_css",
            "core:token",
        )
        allowed = {reverse(name) for name in open_names}
        return request.path in allowed or request.path.startswith(settings.STATIC_URL)
