"""The desk's outcomes that bring no money by themselves: a refusal, a request to pay by card."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from receipts.counter.models import ItemOutcome
from receipts.counter.outcomes import Outcome
from receipts.draft.rules.reasons import reason_of

_PLACES = {
    "online": gettext_lazy("En ligne, sur l’extranet"),
    "terminal": gettext_lazy("Sur le terminal de l’agence"),
}


class NoPaymentForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Raison"),
        max_length=200,
        initial=gettext_lazy("Pas réglée avec ce courrier"),
    )


class NoPayment(Outcome):
    """The item is not paid, and why: kept on the account until it is undone or replaced."""

    code = "no_payment"
    label = gettext_lazy("Sans paiement")
    key = "S"
    icon = "cash-off"
    form_class = NoPaymentForm

    def fill(self, row: ItemOutcome, values: Mapping[str, Any]) -> None:
        row.reason = reason_of(values["reason"])


class CardForm(forms.Form):
    place = forms.ChoiceField(
        label=gettext_lazy("Où le client paiera"),
        choices=list(_PLACES.items()),
        help_text=gettext_lazy(
            "Un numéro de carte ne se saisit jamais : détruisez le coupon qui en porte un."
        ),
    )


class CardRequest(Outcome):
    """Billed again by card: the client is asked to pay where cards are read, never here."""

    code = "card_request"
    label = gettext_lazy("Refacturer par carte")
    key = "C"
    icon = "credit-card"
    form_class = CardForm

    def fill(self, row: ItemOutcome, values: Mapping[str, Any]) -> None:
        row.details = {"place": values["place"]}

    def detail(self, row: ItemOutcome) -> str:
        place = str(_PLACES[row.details["place"]])
        return place[:1].lower() + place[1:]


DESK = (NoPayment(), CardRequest())
