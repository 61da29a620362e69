"""What people type on the ledger's record screens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.books.forms.record_form import RecordForm
from ledger.books.models import BankAccount, Journal


class BankAccountForm(RecordForm):
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = BankAccount
        fields = [
            *("entity", "label", "iban", "bic", "journal"),
            *("pain_version", "lead_days", "folder"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("iban", None)
        self._offer_journals()
        self.fields["bic"].help_text = _("Laissé vide, c’est celui de la banque de l’IBAN.")
        if self.instance.pk:
            self.fields["iban"].required = False
            self.fields["iban"].help_text = _("%(iban)s : laissez vide pour le garder.") % {
                "iban": self.instance.iban_masked
            }

    def _offer_journals(self) -> None:
        """Those of its entity: to be chosen once the account has one."""
        if not self.instance.pk:
            del self.fields["journal"]
            return
        journals = Journal.objects.filter(
            entity=self.instance.entity_id, treasury_account__isnull=False
        )
        self.fields["journal"].queryset = journals  # type: ignore[attr-defined]
        self.fields["journal"].help_text = _(
            "Celui où s’écrivent les remises de chèques sur ce compte. Laissé vide, c’est celui "
            "des virements, tant que l’entité n’a qu’un compte bancaire."
        )
