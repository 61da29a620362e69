"""What direct debits add to the counter's outcomes: present again, or bill on another account."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.database.iban import bank_of, clean_iban
from core.people.models import User
from core.text.errors import BusinessError
from core.text.guard import refuse_cards
from ledger.books.models import Account
from ledger.books.selectors.own_ibans import refuse_own_iban
from receipts.counter.models import ItemOutcome
from receipts.counter.outcomes import Outcome
from receipts.draft.services.cancel_receipts import cancel_receipts
from sepa.collections.services.ask_extranet import refuse_signed_elsewhere
from sepa.collections.services.draft_paper_debits import draft_debits, last_mandate, take_back
from sepa.collections.services.refuse_paper_debits import refuse_debit, refuse_debits
from sepa.mandates.models import Mandate
from sepa.mandates.rules.references import new_reference


class ConsentForm(forms.Form):
    """What the coupon must bear: a signature, its day, and the client's own name."""

    signed_on = forms.DateField(
        label=gettext_lazy("Coupon signé le"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "Sans signature, ne prélevez pas : transmettez le coupon. Il doit porter l’accord du "
            "client pour être averti moins de 14 jours avant le débit."
        ),
    )
    holder = forms.CharField(label=gettext_lazy("Titulaire du compte bancaire"), max_length=70)


class NewIbanForm(ConsentForm):
    iban = forms.CharField(
        label=gettext_lazy("IBAN du coupon"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("iban", "signed_on", "holder")

    def clean_iban(self) -> str:
        iban = clean_iban(self.cleaned_data["iban"])
        try:
            refuse_own_iban(iban)
        except BusinessError as refusal:
            raise ValidationError(str(refusal)) from None
        return iban


class PaperDebit(Outcome):
    """A one-off debit on a coupon: drafted when the batch closes, on the channel of its kind."""

    debits = True
    icon = "transfer-out"
    #: How its line of the draft begins; in French whatever the screen, as the books are.
    entry_label: str

    def initial(self, account: Account) -> dict[str, Any]:
        return {"holder": str(account.party or account.label)}

    def ask(self, accounts: Iterable[Account]) -> None:
        refuse_signed_elsewhere(accounts)

    def fill(self, row: ItemOutcome, values: Mapping[str, Any]) -> None:
        holder, signed_on = values["holder"], values["signed_on"]
        refuse_cards([holder])
        refuse_debit(row, holder=holder, signed_on=signed_on, today=timezone.localdate())
        row.set_iban(self.iban(row, values))
        refuse_own_iban(row.iban)
        row.details = {
            "holder": holder,
            "signed_on": signed_on.isoformat(),
            "bank": bank_of(row.iban)[1],
            "mandate_reference": new_reference(
                row.account.entity.code, row.account.code, today=timezone.localdate()
            ),
        }

    def iban(self, row: ItemOutcome, values: Mapping[str, Any]) -> str:
        """The account to debit. Raises BusinessError."""
        raise NotImplementedError

    def finish(self, rows: Sequence[ItemOutcome], *, acting_user: User) -> None:
        refuse_debits(rows)
        draft_debits(rows, label=self.entry_label, acting_user=acting_user, now=timezone.now())

    def undo(self, row: ItemOutcome, *, acting_user: User, reason: str) -> None:
        receipt = take_back(row)
        if receipt is not None:
            cancel_receipts([receipt.pk], acting_user=acting_user, reason=reason)

    def detail(self, row: ItemOutcome) -> str:
        return _("%(iban)s, coupon signé le %(day)s, RUM %(reference)s") % {
            "iban": row.iban_masked,
            "day": f"{date.fromisoformat(row.details['signed_on']):%d/%m/%Y}",
            "reference": row.details["mandate_reference"],
        }


class PresentAgain(PaperDebit):
    """The same bank account as the client's last one-off debit."""

    code = "present_again"
    label = gettext_lazy("Représenter")
    key = "R"
    form_class = ConsentForm
    entry_label = "Représentation"

    def about(self, account: Account) -> str:
        mandate = _mandate(account.pk)
        return _("Sur l’IBAN %(iban)s du mandat %(reference)s, signé le %(day)s.") % {
            "iban": mandate.iban_masked,
            "reference": mandate.mandate_reference,
            "day": f"{timezone.localtime(mandate.signed_at):%d/%m/%Y}",
        }

    def initial(self, account: Account) -> dict[str, Any]:
        return {"holder": _mandate(account.pk).debtor_name}

    def iban(self, row: ItemOutcome, values: Mapping[str, Any]) -> str:
        return str(_mandate(row.account_id).iban)


class BillAgain(PaperDebit):
    """Another bank account, which the signed coupon gives."""

    code = "bill_again"
    label = gettext_lazy("Refacturer sur un IBAN")
    key = "I"
    icon = "building-bank"
    form_class = NewIbanForm
    entry_label = "Refacturation"

    def iban(self, row: ItemOutcome, values: Mapping[str, Any]) -> str:
        iban = str(values["iban"])
        last = last_mandate(row.account_id)
        if last is not None and last.iban == iban:
            raise BusinessError(
                _("C’est l’IBAN du dernier prélèvement de ce compte : représentez (R).")
            )
        return iban


def _mandate(account_id: int) -> Mandate:
    mandate = last_mandate(account_id)
    if mandate is None:
        raise BusinessError(
            _("Ce compte n’a jamais été prélevé : refacturez sur l’IBAN du coupon (I).")
        )
    try:
        clean_iban(mandate.iban)
    except ValidationError as error:
        raise BusinessError(error.messages[0]) from error
    return mandate
