"""What people type on the ledger's record screens."""

from typing import Any

from django import forms
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from ledger.books.models import Entity, FiscalYear


class FiscalYearForm(forms.Form):
    """The next fiscal year of an entity; dates may be left to follow the one before."""

    #: The newest year when the page was shown: sent twice, it opens one.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    entity = forms.ModelChoiceField(queryset=Entity.objects.all(), label=_("Entité"))
    start = forms.DateField(
        label=_("Du"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Vide : le lendemain de l’exercice précédent."),
    )
    end = forms.DateField(
        label=_("Au"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Vide : douze mois après."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = FiscalYear.objects.aggregate(newest=Max("pk"))["newest"] or 0


class ReasonForm(forms.Form):
    """Why something exceptional is done: the audit trail keeps it."""

    reason = forms.CharField(label=_("Raison"), max_length=200)
