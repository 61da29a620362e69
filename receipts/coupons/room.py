"""What payment coupons bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.database.retention import KEPT_FILES, PROOF_MONTHS, KeptFiles
from core.files.exchange.consumers import FILE_KINDS, FileKind
from core.screens.lists.actions import LIST_ACTIONS, ListAction
from core.screens.lists.records import RECORD_ACTIONS, RecordAction
from receipts.coupons.services.issue_coupons import KIND, identify
from receipts.draft.hooks import PAPERS

RIGHT = "receipts_draft.edit_draft"

PAPERS.add(identify)
LIST_ACTIONS.add(
    ListAction(
        "coupons",
        _("Coupons de paiement"),
        "receipts:coupons_choose",
        icon="barcode",
        key="F6",
        right=RIGHT,
        asks=True,
        on="ledger.accounts",
    )
)
RECORD_ACTIONS.add(
    RecordAction(
        "coupon",
        _("Coupon de paiement"),
        "receipts:coupon_of_account",
        "barcode",
        key="F6",
        right=RIGHT,
        is_link=True,
        on="ledger_books.account",
    )
)
FILE_KINDS.add(FileKind(KIND, _("Coupons de paiement")))
# Printed and sent: what was paid with one is in the books.
KEPT_FILES.add(KeptFiles(KIND, PROOF_MONTHS))
name_actions({"coupon.issue": _("Coupon de paiement émis")})
