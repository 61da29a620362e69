"""What transfer slips add to the frame: menu, words of the history, the records of accounts."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import actions, navigation
from core.lists import records
from receipts.selectors.counter.transfers import went_of

KEY = "receipts.key_receipts"

ACTIONS = {
    "transfer.add": gettext_lazy("Transmis à un service"),
    "transfer.remove": gettext_lazy("Retiré d’un bordereau de transmission"),
    "transfer.take_back": gettext_lazy("Transmission reprise"),
    "transfer.close": gettext_lazy("Bordereau de transmission clos"),
    "transfer.service": gettext_lazy("Service destinataire modifié"),
}

MENU = (
    navigation.MenuItem(
        "counter",
        gettext_lazy("Transmissions"),
        "receipts:transfer_slips",
        "mail-forward",
        KEY,
    ),
    navigation.MenuItem(
        "settings",
        gettext_lazy("Services destinataires"),
        "receipts:transfer_services",
        "mail-forward",
        "core.manage_settings",
    ),
)

TRANSFER = records.RecordAction(
    "transfer",
    gettext_lazy("Transmettre"),
    "receipts:transfer_of_account",
    "mail-forward",
    key="Alt+T",
    right=KEY,
    is_link=True,
)


def _of_account(account: Any) -> list[records.Notice]:
    """What went of an account to another service, the latest first, in one sentence."""
    went = [
        _("%(papers)s le %(day)s (%(slip)s)")
        % {
            "papers": item.papers_label,
            "day": f"{timezone.localtime(item.added_at):%d/%m/%Y}",
            "slip": item.slip,
        }
        for item in went_of(account)
    ]
    if not went:
        return []
    query = urlencode({"compte": account.code})
    text = _("Transmis : %(what)s") % {"what": " ; ".join(went)}
    return [records.Notice(text, f"{reverse('receipts:transfer_items')}?{query}", "mail-forward")]


def register() -> None:
    """Tell core and the ledger of all of it; called once, when the application starts."""
    actions.register(ACTIONS)
    for item in MENU:
        navigation.register(item)
    records.register_action("ledger.account", TRANSFER)
    records.register_notices("ledger.account", records.NoticeSource(_of_account, KEY))
