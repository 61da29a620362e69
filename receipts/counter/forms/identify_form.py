"""Whose a receipt of the suspense account is."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.books.forms.widgets import AccountField
from ledger.books.models import Journal
from receipts.counter.forms.batch_forms import day_field
from receipts.draft.selectors.unidentified import transfer_journals
from receipts.draft.services.identify_receipt import Owner


class IdentifyForm(forms.Form):
    """The account of who paid, and where and when the transfer to it is written."""

    account = AccountField(label=gettext_lazy("Compte de qui a payé"))
    journal = forms.ModelChoiceField(
        queryset=Journal.objects.none(), label=gettext_lazy("Journal"), empty_label=None
    )
    day = day_field(gettext_lazy("Date de l’écriture"), initial=timezone.localdate)

    def __init__(self, *args: Any, entity_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        journals = transfer_journals(entity_id)
        self.fields["journal"].queryset = Journal.objects.filter(  # type: ignore[attr-defined]
            pk__in=[each.pk for each in journals]
        )
        self.initial.setdefault("journal", journals[0] if journals else None)

    def clean_account(self) -> Any:
        account = self.cleaned_data["account"]
        if account is None:
            raise forms.ValidationError(_("Dites qui a payé."))
        return account

    def owner(self) -> Owner:
        data = self.cleaned_data
        return Owner(data["account"].pk, data["journal"].pk, data["day"])
