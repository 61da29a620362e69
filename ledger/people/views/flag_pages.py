"""The party's tab « Signalements »: why it gets no reminder."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required, user_of
from core.screens import toasts
from core.screens.answers import done_or_refused
from core.text.errors import BusinessError
from ledger.books.views.common import keep_place, show_refusal
from ledger.people.enums import FlagKind
from ledger.people.models import Party, PartyFlag
from ledger.people.selectors.flags import flags_of
from ledger.people.services.flag_party import lift_flag, raise_flag
from ledger.people.views.parties import RECORD

RIGHT = "ledger_people.flag_parties"
SEE_FLAGS = "ledger_people.see_flags"


class FlagForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Signalement"), choices=FlagKind.choices)
    since = forms.DateField(
        label=gettext_lazy("Depuis le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)


def _tab(request: HttpRequest, party: Party, form: FlagForm) -> HttpResponse:
    response = RECORD.render(
        request,
        party,
        tab="flags",
        template="ledger/party_flags.html",
        flags=flags_of(party.pk),
        form=form,
        may_flag=request.user.has_perm(RIGHT),
    )
    response.status_code = 422 if form.is_bound else 200
    return response


@right_required(SEE_FLAGS)
@require_GET
def flags(request: HttpRequest, pk: int) -> HttpResponse:
    return _tab(request, get_object_or_404(Party, pk=pk), FlagForm())


def _back(request: HttpRequest, party: Party) -> str:
    return keep_place(request, reverse("ledger:party_flags", args=[party.pk]), party)


@right_required(RIGHT)
@require_POST
def flag(request: HttpRequest, pk: int) -> HttpResponse:
    party = get_object_or_404(Party, pk=pk)
    form = FlagForm(request.POST)
    if not form.is_valid():
        return _tab(request, party, form)
    values = form.cleaned_data
    try:
        made = raise_flag(
            party=party,
            kind=FlagKind(values["kind"]),
            since=values["since"],
            note=values["note"],
            acting_user=user_of(request),
            today=timezone.localdate(),
        )
    except BusinessError as refusal:
        show_refusal(form, refusal)
        return _tab(request, party, form)
    text = _("%(party)s : %(flag)s. Plus aucune relance.") % {"party": party.name, "flag": made}
    toasts.done(request, text, undo=reverse("ledger:flag_lift", args=[made.pk]))
    return redirect(_back(request, party))


@right_required(RIGHT)
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    known = get_object_or_404(PartyFlag.objects.select_related("party"), pk=pk)

    def act() -> str:
        lift_flag(flag=known, acting_user=user_of(request), now=timezone.now())
        return _("Signalement levé : les relances reprennent.")

    return done_or_refused(request, act, back=_back(request, known.party))
