"""Middleware of both sites."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
)
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from core.house.middleware import Middleware
from core.people import access


class SecondFactorMiddleware(Middleware):
    """Where the setting asks for it, staff set up a second factor before anything else."""

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if not settings.STAFF_SECOND_FACTOR_REQUIRED or settings.LSC_SITE != "backoffice":
            return None
        # Signing in and out, and setting up the factor itself, stay open.
        of_account = request.path.startswith("/compte/")
        public = getattr(view, "access", None) == access.PUBLIC
        if of_account or public or not request.user.is_authenticated:
            return None
        if is_mfa_enabled(request.user):
            return None
        target = reverse("mfa_index")
        is_partial = request.headers.get("HX-Request") == "true"
        return HttpResponseClientRedirect(target) if is_partial else redirect(target)
