"""The lines that wait for a person."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from connectic.channel import MEANS_LABELS
from connectic.enums import AsideState
from connectic.formats.grammar import Means
from connectic.models import AsideLine
from connectic.selectors.aside_lines import guesses, same_number
from connectic.services import decide_aside as deciding
from core.people.access import right_required
from core.screens import toasts
from core.screens.lists import Column, ListPage, state_column
from core.text.errors import BusinessError
from core.text.money import MoneyFormField
from ledger.books.forms.widgets import AccountField
from receipts.draft.views.answers import staff

SEE, RUN = "connectic.see_kiosk", "connectic.run_kiosk"
_COLOURS = {AsideState.WAITING: "orange", AsideState.TAKEN: "green"}


class AsideFilter(django_filters.FilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(
        choices=AsideState.choices, label=gettext_lazy("État"), empty_label=gettext_lazy("Tous")
    )

    class Meta:
        model = AsideLine
        fields = ["state"]


class AsideList(ListPage[AsideLine]):
    key = "connectic.aside"
    title = gettext_lazy("Lignes mises de côté")
    url_name = "connectic:aside"
    access = SEE
    filterset_class = AsideFilter
    search_fields = ("raw", "reason", "note", "payment_id")
    default_sort = "-id"
    empty_text = gettext_lazy(
        "Aucune ligne mise de côté : tout ce que l’automate a envoyé est au brouillard."
    )
    columns = (
        Column("id", gettext_lazy("N°"), link=True, width=8),
        Column("day", gettext_lazy("Journée"), "payments_file.business_date", kind="date"),
        Column("kiosk", gettext_lazy("Automate"), "payments_file.kiosk"),
        Column("line_number", gettext_lazy("Ligne"), kind="number"),
        Column("payment_id", gettext_lazy("N° de paiement"), visible=False),
        Column("reason", gettext_lazy("Motif"), width=40),
        Column("raw", gettext_lazy("Telle que reçue"), visible=False),
        state_column("state", gettext_lazy("État"), _COLOURS),
        Column("note", gettext_lazy("Décision")),
    )

    def queryset(self) -> QuerySet[AsideLine]:
        return AsideLine.objects.select_related("payments_file")

    def row_url(self, row: AsideLine) -> str:
        return reverse("connectic:take_aside", args=[row.pk])


class TakeForm(forms.Form):
    account = AccountField(label=gettext_lazy("Compte"))
    amount = MoneyFormField(label=gettext_lazy("Montant, en euros"))
    paid_on = forms.DateField(
        label=gettext_lazy("Payé le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    means = forms.TypedChoiceField(
        label=gettext_lazy("Moyen"),
        choices=[(means.value, label) for means, label in MEANS_LABELS.items()],
        coerce=Means,
    )
    note = forms.CharField(
        label=gettext_lazy("Remarque, conservée avec la ligne"), max_length=300, required=False
    )


@right_required(RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The line, and the form that takes it into the draft."""
    line = get_object_or_404(AsideLine.objects.select_related("payments_file__file"), pk=pk)
    form = TakeForm(request.POST or None, initial=guesses(line))
    if request.method == "POST" and form.is_valid():
        try:
            receipt = deciding.take_aside(
                line_id=pk,
                acting_user=staff(request),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except BusinessError as error:
            form.add_error(None, str(error))
        else:
            toasts.done(request, _("%(label)s est au brouillard.") % {"label": receipt.label})
            return redirect("connectic:aside")
    context: dict[str, Any] = {
        "line": line,
        "form": form,
        "is_waiting": line.state == AsideState.WAITING,
        "other": same_number(line),
        "sees_others": request.user.has_perm("receipts_draft.see_others"),
    }
    return render(
        request, "connectic/aside_line.html", context, status=422 if form.is_bound else 200
    )


@right_required(RUN)
@require_POST
def set_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the line down, for the reason given."""
    get_object_or_404(AsideLine, pk=pk)
    try:
        deciding.set_down(
            line_id=pk,
            acting_user=staff(request),
            note=request.POST.get("note", ""),
            now=timezone.now(),
        )
    except BusinessError as error:
        toasts.refused(request, error)
        return redirect("connectic:take_aside", pk=pk)
    toasts.done(request, _("La ligne est classée, avec votre motif."))
    return redirect("connectic:aside")
