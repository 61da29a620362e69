"""The « Autres » channel of the draft: what clients paid at the kiosk."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from connectic.formats.grammar import Means
from connectic.services.draft_payments import CHANNEL, journal_setting
from receipts.draft.channels import Channel, ChannelAction, Mark, TimelineStep
from receipts.draft.models import DraftReceipt

MEANS_LABELS = {Means.CASH: _("Espèces"), Means.CARD: _("Carte"), Means.CHEQUE: _("Chèque")}


class KioskChannel(Channel):
    """Payments that the kiosk in the lobby took."""

    code = CHANNEL
    label = _("Autres")
    icon = "device-desktop"
    actions = (
        ChannelAction(
            code="import",
            label=_("Importer…"),
            url_name="connectic:import",
            right="connectic.run_kiosk",
            key="Alt+I",
            icon="file-import",
            needs_selection=False,
        ),
    )

    def journal_setting(self, receipt: DraftReceipt) -> str:
        """The entity may choose a journal for each means of payment."""
        return journal_setting(receipt.raw_data.get("means", "")).removesuffix(".")

    def marks(self, receipts: Sequence[DraftReceipt]) -> Mapping[int, Sequence[Mark]]:
        """How it was paid."""
        return {pk: [Mark(MEANS_LABELS[Means(means)])] for pk, means in _means_of(receipts).items()}

    def in_cash(self, receipts: Sequence[DraftReceipt]) -> frozenset[int]:
        """What was paid in banknotes."""
        found = _means_of(receipts).items()
        return frozenset(pk for pk, means in found if means == Means.CASH)

    def timeline(self, receipt: DraftReceipt) -> Sequence[TimelineStep]:
        paid_at = parse_datetime(receipt.raw_data.get("paid_at", ""))
        if paid_at is None:
            return ()
        return (
            TimelineStep(_("Payé à l’automate"), paid_at, receipt.movement_reference),
            TimelineStep(_("Reçu dans le brouillard"), receipt.created_at),
        )

    def panels(self, receipt: DraftReceipt) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """The payment as the kiosk told it."""
        raw = receipt.raw_data
        means = raw.get("means")
        label = MEANS_LABELS[Means(means)] if means in Means.__members__ else ""
        return [("connectic/partials/payment_panel.html", {"raw": raw, "means": label})]


def _means_of(receipts: Sequence[DraftReceipt]) -> dict[int, str]:
    """By receipt id, in one statement: lists leave the raw data out."""
    rows = DraftReceipt.objects.filter(pk__in=[receipt.pk for receipt in receipts])
    found = rows.values_list("pk", "raw_data__means")
    return {pk: means for pk, means in found if means in Means.__members__}
