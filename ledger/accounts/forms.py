"""What people type on the ledger's record screens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.books.forms.record_form import RecordForm
from ledger.books.models import Account
from ledger.people.forms import PartyField


class AccountForm(RecordForm):
    party = PartyField(label=_("Tiers"), required=False)

    class Meta:
        model = Account
        fields = [
            *("entity", "code", "label", "role", "party", "held_since"),
            *("building", "accountant", "closed_on"),
        ]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("held_since", "closed_on")
        }


class PeriodForm(forms.Form):
    """Two dates, the first not after the second."""

    start = forms.DateField(
        label=_("Du"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    end = forms.DateField(
        label=_("Au"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if {"start", "end"} <= values.keys() and values["start"] > values["end"]:
            raise forms.ValidationError(_("La première date est après la seconde."))
        return values
