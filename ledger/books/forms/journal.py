"""What people type on the ledger's record screens."""

from django.utils.translation import gettext_lazy as _

from ledger.books.forms.record_form import RecordForm
from ledger.books.forms.widgets import AccountField
from ledger.books.models import Journal


class JournalForm(RecordForm):
    treasury_account = AccountField(
        label=_("Compte de trésorerie"),
        required=False,
        help_text=_("Le compte que ses encaissements débitent."),
    )

    class Meta:
        model = Journal
        fields = ["entity", "code", "label", "treasury_account", "requires_voucher", "active"]
