"""Take back, in one go, the cheques that somebody has just kept."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from core.people.models import User
from core.text.errors import BusinessError
from receipts.counter.models import HeldCheque
from receipts.counter.services.release_held_cheque import cancel_held


def undo_keeping(held_ids: Sequence[int], *, acting_user: User) -> None:
    """Cancel these cheques, all or none of them. Raises BusinessError where one is not kept by
    this user, or not any more."""
    ids = sorted(set(held_ids))
    with transaction.atomic():
        kept = HeldCheque.objects.filter(pk__in=ids, keeper=acting_user)
        if not ids or kept.count() < len(ids):
            raise BusinessError(_("Ces chèques ne sont pas gardés par vous : rien n’a été annulé."))
        for pk in ids:
            cancel_held(pk, acting_user=acting_user, reason=_("Annulé aussitôt gardé"))
