"""What each entity wants of the counter."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import toasts
from core.access import right_required
from ledger.models import Entity
from receipts.models import CounterSetting
from receipts.selectors.counter.batches import LATE_AFTER_HOURS
from receipts.services.counter.settings import set_late_hours
from receipts.views.answers import staff


class LateHoursForm(forms.Form):
    entity = forms.ModelChoiceField(queryset=Entity.objects.all())
    hours = forms.IntegerField(min_value=1, max_value=720)


@right_required("core.manage_settings")
@require_http_methods(["GET", "POST"])
def counter_settings(request: HttpRequest) -> HttpResponse:
    """After how many hours a receipt is late, entity by entity."""
    if request.method == "POST":
        form = LateHoursForm(request.POST)
        if form.is_valid():
            entity = form.cleaned_data["entity"]
            hours = form.cleaned_data["hours"]
            set_late_hours(entity, hours=hours, acting_user=staff(request))
            said = _("%(entity)s : en retard après %(hours)d h.")
            toasts.done(request, said % {"entity": entity.code, "hours": hours})
        else:
            toasts.refused(request, _("Donnez un nombre d’heures entre 1 et 720."))
        return redirect("receipts:counter_settings")
    hours = dict(CounterSetting.objects.values_list("entity", "late_after_hours"))
    rows = [(each, hours.get(each.pk, LATE_AFTER_HOURS)) for each in Entity.objects.all()]
    return render(request, "receipts/counter/settings.html", {"rows": rows})
