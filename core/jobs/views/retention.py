"""What is kept, why and how long: read only, since law and code decide it together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.database.retention import KINDS, holds
from core.jobs.services.erase_what_is_over import SERVICE
from core.people.access import right_required


@right_required("core_people.manage_settings")
@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    context = {"kinds": list(KINDS), "service": SERVICE, "holds": holds()}
    return render(request, "core/retention.html", context)
