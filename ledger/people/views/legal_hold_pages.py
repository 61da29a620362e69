"""Legal holds: which stand, which were lifted; place one, lift one."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.people.access import right_required, user_of
from ledger.books.forms.widgets import AccountField
from ledger.books.models import Entity
from ledger.books.views.common import edit
from ledger.people.forms import PartyField
from ledger.people.models import LegalHold
from ledger.people.services.place_legal_hold import lift_hold, place_hold

RIGHT = "ledger_people.place_legal_holds"


class HoldForm(forms.Form):
    party = PartyField(label=gettext_lazy("Tiers"), required=False)
    account = AccountField(label=gettext_lazy("Compte"), required=False)
    entity = forms.ModelChoiceField(
        queryset=Entity.objects.all(),
        label=gettext_lazy("Entité"),
        required=False,
        empty_label=gettext_lazy("Aucune"),
    )
    reason = forms.CharField(label=gettext_lazy("Raison"), max_length=200)


class LiftForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Raison de la levée"), max_length=200)


@right_required(RIGHT)
@require_GET
def holds(request: HttpRequest) -> HttpResponse:
    rows = LegalHold.objects.select_related(
        "party", "account__entity", "entity", "placed_by", "lifted_by"
    )
    return render(request, "ledger/legal_holds.html", {"holds": rows[:500]})


@right_required(RIGHT)
def place(request: HttpRequest) -> HttpResponse:
    return edit(
        request,
        HoldForm(request.POST or None),
        title=_("Geler l’effacement"),
        hint=_("Rien de ce qui le concerne n’est effacé tant que le gel n’est pas levé."),
        back=reverse("ledger:legal_holds"),
        save=lambda values, _seen: place_hold(acting_user=user_of(request), **values),
        address=lambda _hold: reverse("ledger:legal_holds"),
    )


@right_required(RIGHT)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    hold = get_object_or_404(LegalHold, pk=pk)
    return edit(
        request,
        LiftForm(request.POST or None),
        title=_("Lever le gel : %(hold)s") % {"hold": hold},
        hint=_("Ce qui est échu sera effacé dès la nuit prochaine."),
        back=reverse("ledger:legal_holds"),
        save=lambda values, _seen: lift_hold(
            hold, acting_user=user_of(request), now=timezone.now(), **values
        ),
        address=lambda _hold: reverse("ledger:legal_holds"),
    )
