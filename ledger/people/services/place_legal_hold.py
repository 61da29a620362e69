"""Hold what belongs to a dispute: nothing of it is erased until the hold is lifted."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.guard import refuse_secrets
from ledger.books.models import Account, Entity
from ledger.people.models import LegalHold, Party


def place_hold(
    *,
    reason: str,
    acting_user: User,
    party: Party | None = None,
    account: Account | None = None,
    entity: Entity | None = None,
) -> LegalHold:
    """Hold a person, an account or an entity. Raises BusinessError unless it is one of them, where
    no reason is given, or where it is held already."""
    if sum(target is not None for target in (party, account, entity)) != 1:
        raise BusinessError(_("Choisissez un tiers, un compte ou une entité : un seul des trois."))
    hold = LegalHold(
        party=party,
        account=account,
        entity=entity,
        reason=_reason_of(reason),
        placed_by=acting_user,
    )
    try:
        with transaction.atomic():
            hold.save(force_insert=True)
            audit.record("hold.place", acting_user=acting_user, on=hold, reason=hold.reason)
    except IntegrityError as error:
        raise BusinessError(_("L’effacement de ses données est déjà gelé.")) from error
    return hold


@transaction.atomic
def lift_hold(hold: LegalHold, *, reason: str, acting_user: User, now: datetime) -> LegalHold:
    """The next night erases again what is over. Raises BusinessError without a reason, or where
    the hold is lifted already."""
    locked = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if locked.lifted_at is not None:
        raise BusinessError(_("Ce gel est déjà levé."))
    locked.lift_reason = _reason_of(reason)
    locked.lifted_at, locked.lifted_by = now, acting_user
    locked.save(update_fields=["lift_reason", "lifted_at", "lifted_by"])
    audit.record("hold.lift", acting_user=acting_user, on=locked, reason=locked.lift_reason)
    return locked


def _reason_of(text: str) -> str:
    refuse_secrets([text])
    if not (reason := text.strip()[:200]):
        raise BusinessError(_("Dites pourquoi : la raison est conservée."))
    return reason
