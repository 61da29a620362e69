"""Forms of the transfer slips."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.text.money import MoneyFormField
from ledger.books.forms.widgets import AccountField
from receipts.counter.enums import Paper
from receipts.counter.models import TransferService
from receipts.counter.selectors.transfer_slips import services
from receipts.counter.services.transfer_case import NewCase


class CaseForm(forms.Form):
    """What goes of one case, and to whom."""

    form_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    lot = forms.IntegerField(widget=forms.HiddenInput, required=False)
    cheque = forms.IntegerField(widget=forms.HiddenInput, required=False)
    service = forms.ModelChoiceField(
        queryset=TransferService.objects.none(),
        label=gettext_lazy("Service"),
        empty_label=None,
        widget=forms.Select(attrs={"autofocus": True}),
    )
    papers = forms.MultipleChoiceField(
        label=gettext_lazy("Ce qui part"),
        choices=Paper.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    account = AccountField(label=gettext_lazy("Compte"), required=False)
    reference = forms.CharField(
        label=gettext_lazy("Référence"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("N° de chèque, de coupon ou de dossier."),
    )
    amount = MoneyFormField(label=gettext_lazy("Montant"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Remarque"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Par exemple « 1 chèque encaissé »."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services()  # type: ignore[attr-defined]

    def case(self) -> NewCase:
        """What the service wants, once the form is valid."""
        data = self.cleaned_data
        return NewCase(
            form_id=data["form_id"],
            service_id=data["service"].pk,
            papers=data["papers"],
            account_id=data["account"].pk if data["account"] else None,
            cheque_id=data["cheque"],
            reference=data["reference"],
            amount=data["amount"],
            note=data["note"],
        )


class ServiceForm(forms.Form):
    """A service of the settings; without ``service``, a new one."""

    service = forms.IntegerField(required=False)
    name = forms.CharField(label=gettext_lazy("Nom du service"), max_length=60)
    active = forms.BooleanField(required=False)
