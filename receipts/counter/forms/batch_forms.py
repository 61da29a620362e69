"""Forms of the counter."""

import re
import uuid
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text.guard import CardNumberError, refuse_cards
from core.text.money import MoneyFormField, format_euros, from_cents, parse_euros
from core.text.numbers import read_wholes
from ledger.books.models import Account, BankAccount
from receipts.counter.forms.choices import Choices
from receipts.counter.selectors.counter_rule import counter_rule
from receipts.counter.services.deposit_cheques import Shown
from receipts.counter.services.keep_unfinished_line import TYPED
from receipts.counter.services.key_cheque import KeyedCheque
from receipts.draft.channels import CHANNELS


def day_field(label: object, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)  # type: ignore[arg-type]


def problems_of(form: forms.BaseForm) -> str:
    """All that is wrong with a form, in one sentence or more, each with its field's name."""
    return " ".join(
        str(text) if name == "__all__" else f"{form.fields[name].label or name} : {text}"
        for name, texts in form.errors.items()
        for text in texts
    )


class OpenBatchForm(forms.Form):
    """A new batch."""

    page = forms.UUIDField(widget=forms.HiddenInput, required=False)
    arrival_date = day_field(gettext_lazy("Arrivée du courrier"), initial=timezone.localdate)
    channel = forms.ChoiceField(label=gettext_lazy("Canal"))
    with_open_items = forms.BooleanField(
        label=gettext_lazy("Avec factures en attente"),
        help_text=gettext_lazy(
            "Ce que règle chaque chèque se voit et se choisit en saisissant ; une fois validé, "
            "il est lettré comme choisi."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (each.code, each.label) for each in CHANNELS if each.keyed_in_batches
        ]
        self.initial["page"] = uuid4()


class TapeForm(forms.Form):
    """The control tape: a count and a total, or the amounts themselves."""

    amounts = forms.CharField(required=False, max_length=20_000)
    count = forms.IntegerField(label=gettext_lazy("Nombre"), required=False, min_value=0)
    total = MoneyFormField(label=gettext_lazy("Total"), required=False)

    def clean_amounts(self) -> Any:
        """« 65,63 + 530,40 »: separated by plus signs, semicolons or new lines."""
        parts = re.split(r"[+;\n]", self.cleaned_data["amounts"])
        return [parse_euros(part) for part in parts if part.strip()]


class ChequeForm(forms.Form):
    """One line of the counter. ``account`` and ``share`` come once per account that is paid."""

    form_id = forms.UUIDField(initial=uuid.uuid4)
    figures = MoneyFormField(label=gettext_lazy("Montant en chiffres"))
    #: Asked above what the agency set (``CounterRule``); below it, the figures are the amount.
    words = MoneyFormField(label=gettext_lazy("Montant en lettres"), required=False)
    number = forms.CharField(label=gettext_lazy("N° de chèque"), max_length=20)
    drawer = forms.CharField(label=gettext_lazy("Tireur"), max_length=80)
    bank = forms.CharField(label=gettext_lazy("Banque tirée"), max_length=60)
    date = day_field(gettext_lazy("Date du chèque"), initial=timezone.localdate)
    account_key = forms.RegexField(r"^[0-9a-f]{64}$", required=False)
    bank_key = forms.RegexField(r"^[0-9a-f]{64}$", required=False)
    cheque = forms.IntegerField(required=False)
    replaces = forms.IntegerField(required=False)
    accept = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            refuse_cards(
                str(value)
                for name, values in self.lists()
                if name in TYPED or name.startswith("settle_")
                for value in values
            )
        except CardNumberError as error:
            raise forms.ValidationError(str(error)) from None
        number = data.get("number", "")
        if number and not number.isdecimal():
            self.add_error("number", _("Un numéro de chèque n’a que des chiffres."))
        self._read_words(data)
        data["shares"] = self._shares(data.get("words"))
        choices = Choices.read(self.lists())
        data["choices"] = choices.for_service([pk for pk, _amount in data["shares"]])
        return data

    def _read_words(self, data: dict[str, Any]) -> None:
        figures = data.get("figures")
        if figures is None or data.get("words") is not None or "words" in self.errors:
            return
        above = counter_rule().words_above
        if figures <= above:
            data["words"] = figures
        elif above:
            self.add_error(
                "words",
                _("Au-dessus de %(above)s, lisez-le sur le chèque et tapez-le aussi.")
                % {"above": format_euros(above)},
            )
        else:
            self.add_error("words", _("Lisez-le sur le chèque et tapez-le aussi."))

    def lists(self) -> Any:
        source = self.data
        return source.lists() if isinstance(source, QueryDict) else []

    def _shares(self, amount: Any) -> list[tuple[int, Any]]:
        """Account ids with their part; one account alone takes all."""
        values = dict(self.lists())
        accounts = read_wholes(values.get("account", []))
        if not accounts:
            raise forms.ValidationError(
                _("Dites qui paie : scannez le coupon, ou tapez un nom, un lot, un immeuble.")
            )
        if len(accounts) == 1:
            return [(accounts[0], amount)]
        parts = values.get("share", [])
        if len(parts) != len(accounts) or not all(part.strip() for part in parts):
            raise forms.ValidationError(_("Dites quelle part va à chaque compte."))
        return list(zip(accounts, map(parse_euros, parts), strict=True))

    def keyed(self) -> KeyedCheque:
        """What the service wants, once the form is valid."""
        data = self.cleaned_data
        return KeyedCheque(
            form_id=data["form_id"],
            number=data["number"].strip(),
            drawer=data["drawer"],
            drawee_bank=data["bank"],
            cheque_date=data["date"],
            amount=data["words"],
            amount_in_figures=data["figures"],
            shares=data["shares"],
            account_key=data["account_key"],
            bank_key=data["bank_key"],
            replaces_id=data["replaces"],
            **data["choices"],
        )


class CancelChequeForm(forms.Form):
    """Why, and on which day, a cheque of a closed batch is cancelled."""

    reason = forms.CharField(label=gettext_lazy("Raison"), max_length=200)
    day = day_field(gettext_lazy("Date de la contre-passation"), initial=timezone.localdate)


class BounceForm(forms.Form):
    """A deposited cheque that the bank took back."""

    reason = forms.CharField(
        label=gettext_lazy("Raison"), max_length=200, initial=gettext_lazy("Sans provision")
    )
    day = day_field(gettext_lazy("Date de l’impayé"), initial=timezone.localdate)
    fee = MoneyFormField(label=gettext_lazy("Frais de la banque"), required=False)
    fee_account = forms.ModelChoiceField(
        queryset=Account.objects.none(), label=gettext_lazy("Compte des frais"), required=False
    )

    def __init__(self, *args: Any, entity_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = Account.objects.filter(entity=entity_id, code__regex=r"^6[26]").order_by("code")
        self.fields["fee_account"].queryset = accounts  # type: ignore[attr-defined]
        self.initial.setdefault("fee_account", accounts.first())


class DepositForm(forms.Form):
    """A slip for one of the entity's bank accounts, of the cheques that were on screen."""

    form_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    bank_account = forms.ModelChoiceField(
        queryset=BankAccount.objects.none(), widget=forms.HiddenInput
    )
    #: Count and cents, as the page last showed them.
    shown = forms.RegexField(
        r"^\d{1,9}:-?\d{1,15}$",
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("Rechargez la page : elle est incomplète.")
        ),
    )
    day = day_field(gettext_lazy("Date de remise"), initial=timezone.localdate)

    def __init__(self, *args: Any, entity_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        banks = BankAccount.objects.filter(entity=entity_id).defer("iban")
        self.fields["bank_account"].queryset = banks  # type: ignore[attr-defined]

    def clean_shown(self) -> Shown:
        count, cents = self.cleaned_data["shown"].split(":")
        return Shown(int(count), from_cents(int(cents)))
