"""What people type on the ledger's record screens."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ledger.books.forms.record_form import RecordForm
from ledger.books.forms.widgets import AccountField, PickInput
from ledger.people.models import Building, Lot, Party


class PartyField(forms.CharField):
    """A party, typed as ``12 · Pierre PROPRIETAIRE``."""

    widget = PickInput("ledger:pick_party")

    @staticmethod
    def text_of(party: Party) -> str:
        return f"{party.pk} · {party.name}"

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Party.objects.filter(pk=value).first()
        return self.text_of(value) if isinstance(value, Party) else value

    def clean(self, value: Any) -> Any:
        number = str(super().clean(value)).partition("·")[0].strip()
        if not number:
            return None
        is_number = number.isdecimal() and len(number) < 19
        party = Party.objects.filter(pk=int(number)).first() if is_number else None
        if party is None:
            raise ValidationError(
                gettext("Choisissez un tiers dans la liste qui s’ouvre en tapant.")
            )
        return party

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


class PartyForm(RecordForm):
    class Meta:
        model = Party
        fields = [
            "title",
            "last_name",
            "first_name",
            "company",
            "email",
            "phone",
            "street",
            "postal_code",
            "town",
            "country",
            "cash_status",
        ]


class BuildingForm(RecordForm):
    class Meta:
        model = Building
        fields = ["entity", "code", "name", "street", "postal_code", "town", "accountant"]


class LotForm(RecordForm):
    owner_account = AccountField(label=_("Compte du propriétaire"), required=False)
    tenant_account = AccountField(label=_("Compte du locataire"), required=False)

    class Meta:
        model = Lot
        fields = ["building", "number", "kind", "floor", "owner_account", "tenant_account"]
