"""What a browser is shown where it opens a page that only takes what is sent to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.house.middleware import Middleware
from core.people.access import may_open


class WrongMethodMiddleware(Middleware):
    """Reloaded, gone back to or opened from a bookmark, the address of a form's answer asks by GET
    what is only sent by POST: a page says so and leads to the one above, instead of a bare 405."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content or not _reads_pages(request):
            return response
        shown = render(request, "405.html", {"above": _above(request)}, status=405)
        shown["Allow"] = response["Allow"]
        return shown


def _reads_pages(request: HttpRequest) -> bool:
    is_page = request.method == "GET" and not request.htmx  # type: ignore[attr-defined]
    return is_page and request.accepts("text/html")


def _above(request: HttpRequest) -> str:
    """The nearest address above that the reader may open; the home page failing any."""
    path = request.path.rstrip("/")
    while path := path.rpartition("/")[0]:
        if request.user.is_authenticated and may_open(request.user, f"{path}/"):
            return f"{path}/"
    return "/"
