"""Middleware of both sites."""

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
)
from django.utils import translation

from core.house.middleware import Middleware


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
