"""Set what the agency, and each entity, want of the counter."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.models import Entity
from receipts.counter.models import CounterRule, CounterSetting


@transaction.atomic
def set_words_above(amount: Decimal, *, acting_user: User) -> CounterRule:
    """Above which amount, in euros, that of a cheque is keyed in words as well; zero is always.

    Raises BusinessError where it is negative.
    """
    if amount < ZERO:
        raise BusinessError(_("Ce montant est positif, ou 0 pour toujours demander les lettres."))
    CounterRule.objects.get_or_create(pk=1)
    before = CounterRule.objects.select_for_update().get(pk=1)
    rule = CounterRule(pk=1, words_above=amount)
    rule.save()
    if changes := audit.changes(before, rule, ("words_above",)):
        audit.record("counter.words_above", acting_user=acting_user, on=rule, **changes)
    return rule


@transaction.atomic
def set_late_hours(entity: Entity, *, hours: int, acting_user: User) -> CounterSetting:
    """After how many hours a receipt of this entity that is not drafted is late."""
    setting, _made = CounterSetting.objects.update_or_create(
        entity=entity, defaults={"late_after_hours": hours}
    )
    audit.record("counter.late_hours", acting_user=acting_user, on=entity, hours=hours)
    return setting
