"""Middleware of both sites."""

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from core.database.middleware import logger
from core.house.middleware import Middleware
from core.screens import toasts
from core.text.errors import BusinessError, OutOfRangeError, is_out_of_range


class PartialsMiddleware(Middleware):
    """What HTMX cannot do with an ordinary answer: follow a sign-in, show a message.

    An expired session answers 401, so that the page stays and says so. Messages travel in a
    header. A refusal that a view let through becomes its sentence, not an error page; so does a
    number too large for the database, and a page asked for by such a number is not found.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.htmx:  # type: ignore[attr-defined]
            return response
        if isinstance(response, HttpResponseRedirect) and _is_sign_in(response.url):
            return HttpResponse(status=401)
        if response.status_code < 300 or response.status_code == 422:
            _send_messages(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if is_out_of_range(error):
            # Typed, or a sum of ours that grew too large: only the traceback tells them apart.
            logger.warning("A number out of range: %s", request.path, exc_info=error)
            if request.method in {"GET", "HEAD"}:
                raise Http404 from error
            error = OutOfRangeError(
                _(
                    "Un des nombres est trop grand. Vérifiez ce qui a été enregistré, corrigez ce "
                    "nombre et recommencez."
                )
            )
        if not isinstance(error, BusinessError):
            return None
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponse(status=409, headers={"X-LSC-Message": quote(str(error))})
        back = request.headers.get("Referer", "")
        hosts = {request.get_host()}
        if request.method == "POST" and url_has_allowed_host_and_scheme(back, allowed_hosts=hosts):
            messages.error(request, str(error))
            return HttpResponseRedirect(back)
        context = {"error": error, "unsure": isinstance(error, OutOfRangeError)}
        return render(request, "core/refused.html", context, status=409)


def _is_sign_in(url: str) -> bool:
    return url.partition("?")[0] == reverse(settings.LOGIN_URL)


def _send_messages(request: HttpRequest, response: HttpResponse) -> None:
    leaves = {"HX-Redirect", "HX-Refresh", "HX-Location"} & set(response.headers)
    if not leaves:
        shown = [toasts.as_dict(message) for message in messages.get_messages(request)]
        if shown:
            trigger_client_event(response, "lsc:messages", {"value": shown})
