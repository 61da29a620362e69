"""Cash: keyed by hand at the desk, into the till."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from receipts.draft.channels import Channel
from receipts.draft.models import DraftReceipt
from receipts.till.models import CashReceipt


class CashChannel(Channel):
    code = "cash"
    label = _("Espèces")
    icon = "cash"
    order = 50
    keyed_by_hand = True

    def in_cash(self, receipts: Sequence[DraftReceipt]) -> frozenset[int]:
        return frozenset(receipt.pk for receipt in receipts)

    def panels(self, receipt: DraftReceipt) -> Sequence[tuple[str, Mapping[str, Any]]]:
        known = CashReceipt.objects.select_related("entity").filter(receipt=receipt).first()
        context = {"receipt": receipt, "known": known}
        return [("receipts/partials/cash_receipt_panel.html", context)]
