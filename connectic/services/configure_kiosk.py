"""Choose where the kiosk's files travel and whose clients it knows."""

from collections.abc import Iterable

from django.db import transaction

from connectic.models import KioskSettings
from connectic.selectors.kiosk_settings import kiosk_settings
from core.database.services import audit
from core.files.models import ExchangeFolder
from core.people.models import User
from ledger.books.models import Entity


@transaction.atomic
def configure(
    *,
    acting_user: User,
    balances_folder: ExchangeFolder | None,
    payments_folder: ExchangeFolder | None,
    sender: str,
    entities: Iterable[Entity],
) -> KioskSettings:
    """Save the settings; what changed is told in the audit trail."""
    kiosk_settings()
    before = KioskSettings.objects.select_for_update(of=("self",)).get(pk=1)
    row = KioskSettings.objects.get(pk=1)
    row.balances_folder, row.payments_folder, row.sender = balances_folder, payments_folder, sender
    row.save()
    old = " ".join(before.entities.order_by("code").values_list("code", flat=True))
    row.entities.set(entities)
    new = " ".join(row.entities.order_by("code").values_list("code", flat=True))
    changes = audit.changes(before, row, ("balances_folder", "payments_folder", "sender"))
    if old != new:
        changes["entities"] = [old, new]
    if changes:
        audit.record("kiosk.configure", acting_user=acting_user, on=row, **changes)
    return row
