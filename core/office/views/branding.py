"""The agency's colour and logo, as files: the content security policy wants no inline style."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from core.people.access import public
from core.people.selectors.agency import agency, open_logo
from core.text.colours import palette


@public
@require_GET
@cache_control(public=True, max_age=300)
def stylesheet(request: HttpRequest) -> HttpResponse:
    context = {"palette": palette(agency().colour)}
    return render(request, "core/agency.css", context, content_type="text/css; charset=utf-8")


@public
@require_GET
@cache_control(public=True, max_age=300)
def logo(_request: HttpRequest) -> FileResponse:
    firm = agency()
    if not firm.logo:
        raise Http404
    try:
        return FileResponse(open_logo(firm))
    except OSError:
        raise Http404 from None
