"""The buttons that print coupons, on the account list and on an account."""

from django.utils.translation import gettext_lazy as _

from core import actions
from core.exchange.consumers import name_kind
from core.lists import ListAction, records
from core.lists import actions as list_actions

RIGHT = "receipts.edit_draft"


def register_all() -> None:
    list_actions.register(
        "ledger.accounts",
        ListAction(
            "coupons",
            _("Coupons de paiement"),
            "receipts:coupons_choose",
            icon="barcode",
            key="F6",
            right=RIGHT,
            asks=True,
        ),
    )
    records.register_action(
        "ledger.account",
        records.RecordAction(
            "coupon",
            _("Coupon de paiement"),
            "receipts:coupon_of_account",
            "barcode",
            key="F6",
            right=RIGHT,
            is_link=True,
        ),
    )
    actions.register({"coupon.issue": _("Coupon de paiement émis")})
    name_kind("receipts.coupons", _("Coupons de paiement"))
