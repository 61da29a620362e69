"""What the counter adds to the frame: its place in the menu, its words in the history."""

from django.utils.translation import gettext_lazy as _

from core import actions, navigation
from receipts.selectors.counter.batches import waiting_count
from receipts.selectors.unidentified import IDENTIFY, unidentified_count
from receipts.shell import held, transfers

KEY = "receipts.key_receipts"

ACTIONS = {
    "batch.open": _("Lot ouvert"),
    "batch.tape": _("Bande de contrôle saisie"),
    "batch.pre_close": _("Lot pré-clos"),
    "batch.reopen": _("Lot rouvert"),
    "batch.close": _("Lot clos"),
    "cheque.key": _("Chèque saisi"),
    "cheque.change": _("Chèque corrigé"),
    "cheque.remove": _("Chèque retiré du lot"),
    "cheque.cancel": _("Chèque annulé"),
    "cheque.bounce": _("Chèque impayé"),
    "cheque.undo_bounce": _("Impayé annulé"),
    "deposit.make": _("Remise en banque écrite"),
    "counter.late_hours": _("Délai du guichet réglé"),
    "counter.words_above": _("Montant en lettres réglé"),
    "receipt.identify": _("Règlement identifié"),
    "receipt.unidentify": _("Identification annulée"),
}

MENU = (
    navigation.MenuItem(
        "counter", _("Saisie des chèques"), "receipts:counter", "cash-register", KEY, waiting_count
    ),
    navigation.MenuItem("counter", _("Chèques"), "receipts:cheques", "writing-sign", KEY),
    navigation.MenuItem(
        "counter", _("Remises en banque"), "receipts:deposits", "building-bank", KEY
    ),
    navigation.MenuItem(
        "counter",
        _("À identifier"),
        "receipts:unidentified",
        "user-question",
        IDENTIFY,
        unidentified_count,
    ),
    navigation.MenuItem(
        "settings",
        _("Guichet"),
        "receipts:counter_settings",
        "cash-register",
        "core.manage_settings",
    ),
)


def register() -> None:
    """Tell core and the ledger of all of it; called once, when the application starts."""
    actions.register(ACTIONS)
    for item in MENU:
        navigation.register(item)
    held.register()
    transfers.register()
