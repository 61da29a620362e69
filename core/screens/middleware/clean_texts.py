"""Middleware of both sites."""

from typing import Any

from django.http import (
    HttpRequest,
    QueryDict,
)

from core.house.middleware import Middleware
from core.text.words import clean_text


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
