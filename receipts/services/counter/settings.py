"""Set what an entity wants of the counter."""

from django.db import transaction

from core.models import User
from core.services import audit
from ledger.models import Entity
from receipts.models import CounterSetting


@transaction.atomic
def set_late_hours(entity: Entity, *, hours: int, acting_user: User) -> CounterSetting:
    """After how many hours a receipt of this entity that is not drafted is late."""
    setting, _made = CounterSetting.objects.update_or_create(
        entity=entity, defaults={"late_after_hours": hours}
    )
    audit.record("counter.late_hours", acting_user=acting_user, on=entity, hours=hours)
    return setting
