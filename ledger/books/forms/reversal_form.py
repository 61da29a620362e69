"""What people type on the ledger's record screens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.books.forms.fiscal_year import ReasonForm


class ReversalForm(ReasonForm):
    """When and why an entry is reversed."""

    date = forms.DateField(
        label=_("Date de la contre-passation"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    voucher = forms.CharField(label=_("Pièce"), max_length=30, required=False)
    field_order = ["date", "voucher", "reason"]
