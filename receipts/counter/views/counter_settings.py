"""What the agency, and each entity, want of the counter."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.people.access import right_required
from core.screens import toasts
from core.text.errors import BusinessError
from core.text.money import MoneyFormField, format_euros
from ledger.books.models import Entity
from receipts.counter.forms.batch_forms import problems_of
from receipts.counter.models import CounterSetting
from receipts.counter.selectors.batches_in_hand import LATE_AFTER_HOURS
from receipts.counter.selectors.counter_rule import counter_rule
from receipts.counter.services.set_counter_rule import set_late_hours, set_words_above
from receipts.draft.views.answers import staff


class LateHoursForm(forms.Form):
    entity = forms.ModelChoiceField(queryset=Entity.objects.all())
    hours = forms.IntegerField(min_value=1, max_value=720)


class WordsForm(forms.Form):
    words_above = MoneyFormField(label=gettext_lazy("Montant"))


@right_required("core_people.manage_settings")
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
    context = {"rows": rows, "words_above": counter_rule().words_above}
    return render(request, "receipts/counter/settings.html", context)


@right_required("core_people.manage_settings")
@require_POST
def words(request: HttpRequest) -> HttpResponse:
    """Above which amount a cheque's is keyed in words as well."""
    form = WordsForm(request.POST)
    if not form.is_valid():
        toasts.refused(request, problems_of(form))
        return redirect("receipts:counter_settings")
    try:
        rule = set_words_above(form.cleaned_data["words_above"], acting_user=staff(request))
    except BusinessError as error:
        toasts.refused(request, error)
    else:
        said = _("Montant en lettres demandé au-dessus de %(above)s.")
        toasts.done(request, said % {"above": format_euros(rule.words_above)})
    return redirect("receipts:counter_settings")
