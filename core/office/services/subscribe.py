"""Subscribe to a partner's product, or stop."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import Subscription, User
from core.people.subscriptions import product_of
from core.text.errors import BusinessError


@transaction.atomic
def subscribe(*, code: str, acting_user: User | None) -> Subscription:
    """Switch a product on; asked twice, it is on once. Raises BusinessError for an unknown one."""
    if product_of(code) is None:
        raise BusinessError(_("Ce produit n’est pas au Store."))
    today = timezone.localdate()
    row, is_new = Subscription.objects.select_for_update().get_or_create(
        product=code, defaults={"since": today}
    )
    if is_new or not row.active:
        row.active, row.since = True, today
        row.save()
        audit.record("subscription.start", acting_user=acting_user, on=row)
    return row


@transaction.atomic
def unsubscribe(*, code: str, acting_user: User | None) -> None:
    """Switch a product off; what it brought is kept. Nothing to do where it is off."""
    row = Subscription.objects.select_for_update().filter(product=code, active=True).first()
    if row is not None:
        row.active = False
        row.save()
        audit.record("subscription.stop", acting_user=acting_user, on=row)
