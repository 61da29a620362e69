"""Forms of the draft."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.text.money import MoneyFormField
from ledger.books.forms.widgets import AccountField
from ledger.books.models import Journal
from receipts.draft.channels import CHANNELS
from receipts.draft.services.check_receipts import future_reason


def _account_field() -> AccountField:
    return AccountField(
        source="receipts:accounts",
        open_only=True,
        label=_("Compte"),
        help_text=_("Tapez un nom ou un numéro."),
    )


class KeyReceiptForm(forms.Form):
    """A receipt keyed by hand."""

    form_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    channel = forms.ChoiceField(label=_("Canal"))
    account = _account_field()
    amount = MoneyFormField(label=_("Montant"))
    movement_date = forms.DateField(
        label=_("Date mouvement"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    label = forms.CharField(
        label=_("Libellé"),
        max_length=120,
        required=False,
        help_text=_("Laissé vide : « Règlement » et le nom du compte."),
    )
    movement_reference = forms.CharField(label=_("Réf. mouvement"), max_length=60, required=False)
    journal = forms.CharField(
        label=_("Journal"),
        max_length=10,
        required=False,
        help_text=_("Laissé vide : celui de l’entité pour ce canal."),
    )
    voucher = forms.CharField(label=_("Pièce"), max_length=30, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (each.code, each.label) for each in CHANNELS if each.keyed_by_hand
        ]

    def clean_movement_date(self) -> Any:
        day = self.cleaned_data["movement_date"]
        if future := future_reason(day, timezone.localdate()):
            raise forms.ValidationError(future[:1].upper() + future[1:])
        return day

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise forms.ValidationError(_("Le montant doit être positif."))
        return amount

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        account, code = data.get("account"), data.get("journal")
        data["journal"] = None
        if account is not None:
            data["label"] = data.get("label") or f"Règlement {account.label}"[:120]
            if code:
                data["journal"] = Journal.objects.filter(
                    entity_id=account.entity_id, code__iexact=code, active=True
                ).first()
                if data["journal"] is None:
                    self.add_error(
                        "journal",
                        _("L’entité %(entity)s n’a pas de journal actif « %(code)s ».")
                        % {"entity": account.entity.code, "code": code},
                    )
        return data


class AssignForm(forms.Form):
    """The account of a line that has none."""

    account = _account_field()


class ReverseForm(forms.Form):
    """Why, and on which day, a posted receipt is reversed."""

    reason = forms.CharField(label=_("Raison"), max_length=200)
    entry_date = forms.DateField(
        label=_("Date de la contre-passation"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    draft_again = forms.BooleanField(
        label=_("Reporter ensuite le règlement au brouillard"), required=False
    )
