"""The lines that are asked to be debited, and their mandates, read as plainly as may be.

Ten thousand of them are read at once: model instances would cost more than the file itself.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import BusinessError
from core.lookups import among
from core.models import User
from receipts.models import DraftReceipt
from receipts.services.locking import SEE_OTHERS


class Line(NamedTuple):
    """What a file needs to know of a line of the draft. ``amount`` in euros."""

    pk: int
    label: str
    amount: Decimal
    status: str
    entity_id: int | None
    account_id: int | None
    unassigned_reason: str
    assigned_to_id: int | None


class MandateFacts(NamedTuple):
    """What a file's preview needs to know of a mandate."""

    receipt_id: int
    id: int
    request_uid: UUID
    mandate_reference: str
    creditor_identifier: str
    amount: Decimal
    debtor_name: str
    #: As it stands in its column: only what writes the file opens it.
    iban: str
    iban_index: str
    iban_masked: str
    bic: str
    signed_at: datetime
    pdf_sha256: str

    @property
    def is_on_paper(self) -> bool:
        """Signed on a coupon: as ``Mandate.is_on_paper``."""
        return not self.pdf_sha256


def lock_lines(ids: Iterable[int], *, acting_user: User) -> list[Line]:
    """The lines of these ids, locked until the transaction ends, by id.

    Raises BusinessError where there is none, or one that this user may not see.
    """
    wanted = set(ids)
    if not wanted:
        raise BusinessError(_("Aucune ligne n’est sélectionnée."))
    lines = [
        Line(*row)
        for row in DraftReceipt.objects.select_for_update()
        .filter(among("pk", wanted))
        .order_by("pk")
        .values_list(*Line._fields)
    ]
    mine = all(line.assigned_to_id == acting_user.pk for line in lines)
    if len(lines) < len(wanted) or not (mine or acting_user.has_perm(SEE_OTHERS)):
        raise BusinessError(
            _(
                "Une partie de ces lignes n’est pas à vous, ou n’existe plus. Rien n’a été fait : "
                "rechargez le brouillard et recommencez."
            )
        )
    return lines
