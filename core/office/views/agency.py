"""Settings: the agency itself, the audit trail, and showing an IBAN."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.office.forms import AgencyForm
from core.office.services import agency as agencies
from core.people.access import right_required
from core.people.models import Agency
from core.screens import toasts


@right_required("core_people.manage_settings")
def agency(request: HttpRequest) -> HttpResponse:
    firm = Agency.objects.filter(pk=1).first() or Agency(pk=1)
    form = AgencyForm(request.POST or None, request.FILES or None, instance=firm)
    if request.method == "POST" and form.is_valid():
        agencies.update(acting_user=request.user, values=form.cleaned_data)  # type: ignore[arg-type]
        toasts.done(request, _("L’agence est à jour, sur les deux sites."))
        return redirect("core:agency")
    return render(request, "core/agency.html", {"form": form, "firm": firm})
