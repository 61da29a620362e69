"""What reports, rent receipts and the FEC bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.files.exchange.consumers import FILE_KINDS, FileKind
from core.screens.lists.records import RECORD_ACTIONS, RecordAction
from core.screens.navigation import MENU, MenuItem

MENU.add(
    MenuItem("entries", _("Balance"), "ledger:trial_balance", "scale", order=20),
    MenuItem("entries", _("Grand livre"), "ledger:general_ledger", "book", order=21),
    MenuItem("entries", _("Édition des journaux"), "ledger:journal_listing", "notebook", order=22),
)
RECORD_ACTIONS.add(
    RecordAction(
        "fec",
        _("Exporter le FEC"),
        "ledger:fiscal_year_fec",
        "file-export",
        right="ledger_books.export_fec",
        on="ledger.fiscal_year",
    )
)
FILE_KINDS.add(FileKind("fec", _("Fichier des écritures comptables")))
name_actions(
    {
        "account.rent_receipt": _("Quittance ou reçu de loyer"),
        "fiscal_year.export_fec": _("Export du FEC"),
    }
)
