"""*Périmètre*: the entities that a member of staff works on."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.people.access import right_required, user_of
from core.people.enums import UserKind
from core.people.models import User
from core.screens import toasts
from core.text.errors import BusinessError
from ledger.books.models import Entity, PortfolioEntity
from ledger.books.services.set_portfolio import set_portfolio


class PortfolioForm(forms.Form):
    every_entity = forms.BooleanField(
        label=gettext_lazy("Toutes les entités"),
        required=False,
        help_text=gettext_lazy("Celles d’aujourd’hui et celles à venir."),
    )
    entities = forms.ModelMultipleChoiceField(
        Entity.objects.all(),
        label=gettext_lazy("Sinon, celles-ci"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, person: User) -> None:
        held = PortfolioEntity.objects.filter(user=person).values_list("entity_id", flat=True)
        initial = {"every_entity": person.every_entity, "entities": list(held)}
        super().__init__(data, initial=initial)


@right_required("core_people.manage_users")
@require_http_methods(["GET", "POST"])
def portfolio(request: HttpRequest, pk: int) -> HttpResponse:
    """Which entities a person works on; all of them where nothing was said."""
    person = get_object_or_404(User, pk=pk, kind=UserKind.STAFF)
    form = PortfolioForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            set_portfolio(
                user_id=pk,
                every_entity=form.cleaned_data["every_entity"],
                entity_ids=[entity.pk for entity in form.cleaned_data["entities"]],
                acting_user=user_of(request),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            toasts.done(request, _("Le périmètre de %(who)s est à jour.") % {"who": person})
            return redirect("core:user", pk=pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "person": person}
    return render(request, "ledger/portfolio.html", context, status=status)
