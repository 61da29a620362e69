"""What is kept, why and how long: read only, since law and code decide it together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.access import right_required
from core.retention import holds, kinds
from core.services.erase_what_is_over import SERVICE


@right_required("core.manage_settings")
@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    context = {"kinds": kinds(), "service": SERVICE, "holds": holds()}
    return render(request, "core/retention.html", context)
