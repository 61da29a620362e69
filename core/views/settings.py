"""Settings: the agency itself, the audit trail, and showing an IBAN."""

from django.apps import apps
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core import toasts
from core.access import right_required
from core.forms.screens import AgencyForm, AuditFilterForm
from core.iban import IbanHolder, group_iban
from core.lists.history import lines_of
from core.models import Agency
from core.selectors import audit_events
from core.services import agency as agencies
from core.services import ibans


@right_required("core.manage_settings")
def agency(request: HttpRequest) -> HttpResponse:
    firm = Agency.objects.filter(pk=1).first() or Agency(pk=1)
    form = AgencyForm(request.POST or None, request.FILES or None, instance=firm)
    if request.method == "POST" and form.is_valid():
        agencies.update(acting_user=request.user, values=form.cleaned_data)  # type: ignore[arg-type]
        toasts.done(request, _("L’agence est à jour, sur les deux sites."))
        return redirect("core:agency")
    return render(request, "core/agency.html", {"form": form, "firm": firm})


@right_required("core.see_audit")
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditFilterForm(request.GET or None)
    filters = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = Paginator(audit_events(**filters), 100).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "lines": lines_of(page.object_list)}
    template = "core/partials/audit.html" if request.htmx else "core/audit.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@right_required("core.reveal_iban")
@never_cache
@require_POST
def reveal_iban(request: HttpRequest, room: str, model: str, pk: int) -> HttpResponse:
    """The whole IBAN of one record; told in the audit trail before it is shown."""
    try:
        kind = apps.get_model(room, model)
    except LookupError:
        raise Http404 from None
    if not issubclass(kind, IbanHolder):
        raise Http404
    holder = get_object_or_404(kind, pk=pk)
    plain = ibans.reveal(acting_user=request.user, holder=holder)  # type: ignore[arg-type]
    return render(request, "core/partials/iban_plain.html", {"iban": group_iban(plain)})
