"""What people type on the ledger's record screens."""

from typing import Any

from django import forms
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from core.enums import UserKind
from core.forms.once import OnceForm
from core.lists.history import last_event_id
from core.models import User
from ledger.models import Account, BankAccount, Building, Entity, FiscalYear, Journal, Lot, Party
from ledger.widgets import AccountField, PartyField


def _staff() -> QuerySet[User]:
    return User.objects.filter(kind=UserKind.STAFF, is_active=True).order_by(
        "last_name", "username"
    )


class RecordForm(OnceForm, forms.ModelForm):  # type: ignore[type-arg]
    """A record's fields, and what had happened to it when it was shown. Services save it."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = last_event_id(self.instance)
        for name, label in {"entity": _("Entité comptable"), "building": _("Immeuble")}.items():
            if name in self.fields:
                self.fields[name].label = label
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = "—"
            elif isinstance(field, forms.ChoiceField):
                choices: Any = field.choices
                field.choices = [(code, label if code else "—") for code, label in choices]
        if "accountant" in self.fields:
            self.fields["accountant"].queryset = _staff()  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """Left to the service, which checks the record as it will be stored."""

    def _post_clean(self) -> None:
        """The service validates: it derives fields that the form does not know."""


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


class JournalForm(RecordForm):
    treasury_account = AccountField(
        label=_("Compte de trésorerie"),
        required=False,
        help_text=_("Le compte que ses encaissements débitent."),
    )

    class Meta:
        model = Journal
        fields = ["entity", "code", "label", "treasury_account", "requires_voucher", "active"]


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


class ReversalForm(ReasonForm):
    """When and why an entry is reversed."""

    date = forms.DateField(
        label=_("Date de la contre-passation"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    voucher = forms.CharField(label=_("Pièce"), max_length=30, required=False)
    field_order = ["date", "voucher", "reason"]


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
