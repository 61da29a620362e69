"""Middleware of both sites."""

import logging
from typing import Any
from urllib.parse import quote

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from core import access, portfolio, toasts
from core.addresses import client_ip, request_id_of
from core.auth import belongs_to_this_site
from core.context import RequestContext, serving, under
from core.errors import BusinessError, OutOfRangeError, is_out_of_range
from core.middleware_frame import Middleware
from core.text import clean_text

logger = logging.getLogger(__name__)

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'self'",
    ]
)


class SecurityHeadersMiddleware(Middleware):
    """No script, style, font or frame from anywhere but here, and nothing inline."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = CONTENT_SECURITY_POLICY
        if response.headers.get("Content-Type", "").startswith("application/pdf"):
            # The browser's own reader of PDFs is an object of the page that it makes for them.
            policy = policy.replace("object-src 'none'", "object-src 'self'")
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"
        )
        # Pages show people's accounts: a client's machine, often shared, must not keep them. An
        # accountant's asks again each time, and gives back what was typed before « Précédent ».
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            kept = "no-store" if settings.LSC_SITE == "extranet" else "no-cache"
            response.headers.setdefault("Cache-Control", f"private, {kept}")
        return response


class ChosenLanguageMiddleware(Middleware):
    """French, unless the reader chose another language here; what the browser says is not asked."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        # Not undone after the answer: a file that streams is still being written then.
        translation.activate(language)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RequestContextMiddleware(Middleware):
    """Lets the audit trail, the security log and all logs know where the request came from."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        agent = request.headers.get("User-Agent", "")
        request_id = request_id_of(request)
        context = RequestContext(ip_address=client_ip(request), user_agent=agent)
        with serving(context), under(request_id):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response


class SiteAccessMiddleware(Middleware):
    """A session of the other site's kind of user is worth nothing here."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not belongs_to_this_site(request.user):
            logout(request)
        return self.get_response(request)


class PortfolioMiddleware(Middleware):
    """Everything that is read for the reader, streamed parts included, is of their portfolio."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        mine = portfolio.portfolio_of(request.user)
        with portfolio.within(mine):
            response: HttpResponseBase = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not mine.is_whole:
            response.streaming_content = portfolio.kept_within(
                mine,
                response.streaming_content,  # type: ignore[arg-type]
            )
        return response


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
        told = [toasts.as_dict(message) for message in messages.get_messages(request)]
        if told:
            trigger_client_event(response, "lsc:messages", {"value": told})


class CleanTextsMiddleware(Middleware):
    """What is no character (U+FFFE, control characters) does not come in with what is typed: it
    would break exports, XML or the database long after."""

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        request.GET = _clean(request.GET)  # type: ignore[assignment]
        if request.method == "POST" and request.content_type in _FORMS:
            request.POST = _clean(request.POST)  # type: ignore[assignment]


_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def _clean(values: QueryDict) -> QueryDict:
    """The same values where they are clean, as they almost always are."""
    texts = [text for _name, each in values.lists() for text in each]
    if all(clean_text(text) is text for text in texts):
        return values
    cleaned = QueryDict(mutable=True, encoding=values.encoding)
    for name, each in values.lists():
        cleaned.setlist(name, [clean_text(text) for text in each])
    cleaned._mutable = False
    return cleaned
