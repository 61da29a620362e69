"""The ways to pay whose lines are keyed by hand until a room of their own feeds them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from receipts.channels import Channel
from receipts.channels.cheque import ChequeChannel
from receipts.models import CashReceipt, DraftReceipt


class TransferChannel(Channel):
    code = "transfer"
    label = _("Virements")
    icon = "building-bank"
    keyed_by_hand = True


class CardTerminalChannel(Channel):
    code = "card_terminal"
    label = _("TPE")
    icon = "credit-card"
    keyed_by_hand = True


class TipChannel(Channel):
    code = "tip"
    label = _("TIP")
    icon = "receipt"
    keyed_by_hand = True


class CashChannel(Channel):
    code = "cash"
    label = _("Espèces")
    icon = "cash"
    keyed_by_hand = True

    def in_cash(self, receipts: Sequence[DraftReceipt]) -> frozenset[int]:
        return frozenset(receipt.pk for receipt in receipts)

    def panels(self, receipt: DraftReceipt) -> Sequence[tuple[str, Mapping[str, Any]]]:
        known = CashReceipt.objects.select_related("entity").filter(receipt=receipt).first()
        context = {"receipt": receipt, "known": known}
        return [("receipts/partials/cash_receipt_panel.html", context)]


class OtherChannel(Channel):
    code = "other"
    label = _("Divers")
    icon = "dots-circle-horizontal"
    keyed_by_hand = True


PLAIN = (
    TransferChannel(),
    ChequeChannel(),
    CardTerminalChannel(),
    TipChannel(),
    CashChannel(),
    OtherChannel(),
)
