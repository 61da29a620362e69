"""The forms of the entity's record, tab by tab."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, BoundField, formset_factory
from django.utils.translation import gettext_lazy as _

from core.files.models import ExchangeFolder
from core.people.enums import UserKind
from core.people.models import User
from core.screens.forms.once import OnceForm
from core.screens.lists.history import last_event_id
from core.text.errors import BusinessError
from ledger.books.enums import PainVersion
from ledger.books.forms.entity_fields import ENTITY_FIELDS
from ledger.books.forms.not_read import NOT_READ_YET
from ledger.books.forms.refusals import texts_of
from ledger.books.forms.widgets import AccountField
from ledger.books.models import Entity, Journal, LetterVariable, ReceiptJournal
from ledger.books.selectors.journal_settings import JOURNAL_SETTINGS


class GroupedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A model form laid out in titled groups; the service, not the form, validates and saves."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for brought in (each for each in ENTITY_FIELDS if each.name in self.fields):
            self.fields[brought.name] = brought.make()
        if self.instance.pk:
            self.initial["seen"] = last_event_id(self.instance)
        for name in NOT_READ_YET & set(self.fields):
            said = [str(self.fields[name].help_text), str(_("Pas encore utilisé."))]
            self.fields[name].help_text = " ".join(filter(None, said))

    def entity_values(self) -> dict[str, Any]:
        """The values of the entity's own fields, for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def layout(self) -> Sequence[tuple[Any, Sequence[str]]]:
        """The groups: title, names of fields."""
        raise NotImplementedError

    def groups(self) -> list[tuple[Any, list[BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.layout() if names]

    def problems(self) -> list[tuple[str, str]]:
        """Every error with the id of the field that it is about, for the summary above the form."""
        return [
            (self[name].id_for_label if name in self.fields else "", str(text))
            for name, texts in self.errors.items()
            for text in texts
        ]

    def refuse(self, refusal: BusinessError) -> None:
        """Show the service's refusal, beside the fields that it is about where it names them."""
        fields = getattr(refusal, "fields", {}) or {"": texts_of(refusal)}
        for name, texts in fields.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)

    def validate_unique(self) -> None:
        """Left to the service, which looks while it holds the lock."""

    def _post_clean(self) -> None:
        """The instance stays as it is: the service is given the values."""


class BaseDataForm(OnceForm, GroupedForm):
    """*Données de base*."""

    ordering_party_siret = forms.CharField(
        label=_("SIRET du donneur d’ordre"),
        max_length=20,
        required=False,
        help_text=_("14 chiffres ; les 9 premiers nomment le FEC."),
    )
    bic = forms.CharField(label=_("BIC du compte pour prélèvements"), max_length=40, required=False)
    iban = forms.CharField(
        label=_("IBAN du compte pour prélèvements"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Laissez vide pour garder l’IBAN enregistré."),
    )
    pain_version = forms.ChoiceField(
        label=_("Format des prélèvements"), choices=PainVersion.choices, required=False
    )
    lead_days = forms.IntegerField(
        label=_("Délai de remise (jours TARGET)"), min_value=1, max_value=15, initial=1
    )
    folder = forms.ModelChoiceField(
        ExchangeFolder.objects.all(), label=_("Dossier de dépôt"), required=False
    )
    accelerated_debit = forms.TypedChoiceField(
        label=_("Prélèvement accéléré"),
        choices=[("oui", _("Oui")), ("non", _("Non"))],
        coerce=lambda answer: answer == "oui",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Entity
        fields = [
            *("code", "name", "is_general", "is_syndicate", "is_rental", "is_seasonal"),
            *("excluded_from_peak", "is_sci", "managing_party", "street", "postal_code", "town"),
            *("country", "debit_issuer_number", "issuer_number", "creditor_identifier"),
            *("accelerated_debit", "ordering_party", "ordering_party_siret", "slip_note"),
            *("vat_number", "invoice_heading", "invoice_text_colour", "invoice_fill_colour"),
            *("reminder_fee_1", "reminder_fee_2", "reminder_fee_3", "reminder_fee_4"),
        ]
        widgets = {
            "invoice_text_colour": forms.TextInput(attrs={"type": "color"}),
            "invoice_fill_colour": forms.TextInput(attrs={"type": "color"}),
        }

    def __init__(self, *args: Any, instance: Entity, **kwargs: Any) -> None:
        bank = instance.collection_account
        initial = {"accelerated_debit": "oui" if instance.accelerated_debit else "non"}
        if bank:
            initial |= {
                name: getattr(bank, name) for name in ("bic", "pain_version", "lead_days", "folder")
            }
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        self.fields["iban"].widget.attrs["placeholder"] = bank.iban_masked if bank else ""

    def layout(self) -> Sequence[tuple[Any, Sequence[str]]]:
        names = self.Meta.fields
        bank = ("iban", "bic", "pain_version", "lead_days", "folder")
        return (
            (_("Entité"), names[:13]),
            (_("Liaison bancaire"), (*names[13:16], *bank, *names[16:20])),
            (_("TVA intracommunautaire"), names[20:21]),
            (_("Présentation des factures et devis"), names[21:24]),
            (_("Frais de relance"), names[24:]),
        )

    def bank_values(self) -> dict[str, Any]:
        """The values of the account that debits are paid into."""
        names = ("iban", "bic", "pain_version", "lead_days", "folder")
        return {name: self.cleaned_data[name] for name in names}


class AccountingForm(GroupedForm):
    """*Comptabilité, TPE et TIP*, with one journal for each channel that is known."""

    rental_supplier_account = AccountField(label=_("Compte fournisseur en gérance"), required=False)
    debits_account = AccountField(
        label=_("Compte des prélèvements en cours"),
        required=False,
        help_text=_(
            "Par exemple 5115 ou 467 : tout prélèvement y est écrit, et passe au 512 une fois "
            "réglé. Vide : il est écrit au compte de trésorerie de son journal."
        ),
    )
    mailbox_password = forms.CharField(
        label=_("Mot de passe"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Jamais affiché. Laissez vide pour garder celui qui est enregistré."),
    )

    class Meta:
        model = Entity
        fields = [
            *("transfer_category", "omit_creditor_identification", "card_terminal_kind"),
            *("one_off_allowed", "one_off_ceiling", "merchant_id", "card_transaction_log"),
            *("pop_server", "mailbox", "mailbox_password", "validator", "tip_issuer_number"),
            *("tip_return_address", "tip_centre_number", "tip_issuer_code", "tip_bank_code"),
            *("rental_supplier_account", "refuses_cash", "debits_account"),
        ]
        widgets = {"tip_return_address": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "transfer_category": _("Vide = SUPP ; vide + Luxembourg = SALA ; OPTION = aucune."),
            "pop_server": _("Nom du serveur ; ajoutez « :993 » pour IMAP. TLS toujours."),
            "validator": _("Il reçoit les messages des prélèvements demandés sur l’extranet."),
        }

    def __init__(self, *args: Any, instance: Entity, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        staff = User.objects.filter(kind=UserKind.STAFF, is_active=True).order_by("last_name")
        self.fields["validator"].queryset = staff  # type: ignore[attr-defined]
        chosen = dict(
            ReceiptJournal.objects.filter(entity=instance).values_list("channel", "journal")
        )
        journals = Journal.objects.filter(entity=instance, active=True)
        for setting in JOURNAL_SETTINGS:
            self.fields[f"journal_{setting.code}"] = forms.ModelChoiceField(
                journals,
                label=_("Journal d’encaissement %(channel)s") % {"channel": setting.label},
                required=False,
                initial=chosen.get(setting.code),
            )

    def layout(self) -> Sequence[tuple[Any, Sequence[str]]]:
        names = self.Meta.fields
        return (
            (_("Virements"), names[:2]),
            (_("Terminal de paiement électronique (TPE)"), (*names[2:5], names[18], *names[5:11])),
            (_("Titre interbancaire de paiement (TIP)"), names[11:16]),
            (_("Journaux comptables"), [f"journal_{each.code}" for each in JOURNAL_SETTINGS]),
            (_("Espèces"), names[17:18]),
            (_("Transfert en gérance"), names[16:17]),
        )

    def journals(self) -> dict[str, Journal | None]:
        """The chosen journal by channel."""
        return {
            setting.code: self.cleaned_data[f"journal_{setting.code}"]
            for setting in JOURNAL_SETTINGS
        }


class LetterVariableForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = LetterVariable
        fields = ["name", "value"]
        widgets = {"value": forms.Textarea(attrs={"rows": 2})}


class _UniqueNames(BaseFormSet):  # type: ignore[type-arg]
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Supprimer cette variable")

    def clean(self) -> None:
        names = list(self.variables()) if not any(self.errors) else []
        filled = [form for form in self.forms if form.cleaned_data.get("name")] if names else []
        kept = [form for form in filled if form not in self.deleted_forms]
        if len(names) < len(kept):
            raise forms.ValidationError(_("Deux variables portent le même nom."))

    def variables(self) -> dict[str, str]:
        """Text by name of what is to be kept."""
        return {
            form.cleaned_data["name"]: form.cleaned_data["value"]
            for form in self.forms
            if form.cleaned_data.get("name") and form not in self.deleted_forms
        }


LetterVariableFormSet = formset_factory(
    LetterVariableForm, formset=_UniqueNames, extra=2, can_delete=True, can_delete_extra=False
)
