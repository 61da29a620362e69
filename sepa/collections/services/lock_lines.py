"""The lines that are asked to be debited, and their mandates, read as plainly as may be.

Ten thousand of them are read at once: model instances would cost more than the file itself.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from core.database.lookups import among
from core.people.models import User
from core.text.errors import BusinessError
from receipts.draft.models import DraftReceipt
from receipts.draft.services.lock_receipts import SEE_OTHERS
from sepa.mandates.models import Mandate


class MandateFacts(NamedTuple):
    """What a file needs to know of a mandate."""

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
    pdf_sha256: str
    #: The day in Paris.
    signed_on: date

    @property
    def is_on_paper(self) -> bool:
        """Signed on a coupon: as ``Mandate.is_on_paper``."""
        return not self.pdf_sha256


class Line(NamedTuple):
    """One line that is asked to be debited. ``amount`` in euros."""

    mandate: MandateFacts | None
    pk: int
    label: str
    amount: Decimal
    status: str
    entity_id: int | None
    account_id: int | None
    unassigned_reason: str
    assigned_to_id: int | None
    #: Why it cannot be debited, in French.
    problems: tuple[str, ...] = ()
    #: What to look at before the file is made; it stops nothing.
    warning: str = ""


#: What of it is read from the draft.
_COLUMNS = Line._fields[Line._fields.index("pk") : Line._fields.index("problems")]


def lock_lines(ids: Iterable[int], *, acting_user: User) -> list[Line]:
    """The lines of these ids with their mandates, locked until the transaction ends, by id.

    Raises BusinessError where there is none, or one that this user may not see.
    """
    receipt_ids = set(ids)
    if not receipt_ids:
        raise BusinessError(_("Aucune ligne n’est sélectionnée."))
    rows = list(
        DraftReceipt.objects.select_for_update()
        .filter(among("pk", receipt_ids))
        .order_by("pk")
        .values_list(*_COLUMNS)
    )
    mandates = _mandates(receipt_ids)  # once the lines are locked
    lines = [Line(mandates.get(row[0]), *row) for row in rows]
    mine = all(line.assigned_to_id == acting_user.pk for line in lines)
    if len(lines) < len(receipt_ids) or not (mine or acting_user.has_perm(SEE_OTHERS)):
        raise BusinessError(
            _(
                "Une partie de ces lignes n’est pas à vous, ou n’existe plus. Rien n’a été fait : "
                "rechargez le brouillard et recommencez."
            )
        )
    return lines


def _mandates(receipt_ids: Iterable[int]) -> Mapping[int, MandateFacts]:
    """What a file needs to know of the mandates of these lines, by line."""
    rows = (
        Mandate.objects.filter(among("receipt_id", receipt_ids))
        .annotate(signed_on=TruncDate("signed_at"))
        .order_by()
        .values_list(*MandateFacts._fields)
    )
    return {row[0]: MandateFacts._make(row) for row in rows}
