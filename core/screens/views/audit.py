"""Settings: the agency itself, the audit trail, and showing an IBAN."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.people.access import right_required
from core.screens.forms.audit import AuditFilterForm
from core.screens.lists.history import lines_of
from core.screens.selectors.audit import audit_events


@right_required("core_people.see_audit")
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditFilterForm(request.GET or None)
    filters = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = Paginator(audit_events(**filters), 100).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "lines": lines_of(page.object_list)}
    template = "core/partials/audit.html" if request.htmx else "core/audit.html"  # type: ignore[attr-defined]
    return render(request, template, context)
