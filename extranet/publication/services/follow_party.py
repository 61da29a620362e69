"""The address that the agency holds is the one on the party's record: the client's follows it."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from extranet.publication.models import ClientAccess
from extranet.publication.rules.references import party_reference
from extranet.publication.services.change_address import set_address
from ledger.people.models import Party
from ledger.people.services.edit_party import refuse_in_part


@receiver(post_save, sender=Party)
def follow(instance: Party, created: bool, **_kwargs: Any) -> None:
    """Both addresses are told: the one that is taken away did not ask for it.

    Raises BusinessError where the client has accounts outside the portfolio in force.
    """
    if created:
        return
    access = (
        ClientAccess.objects.select_related("user")
        .filter(party_reference=party_reference(instance.pk))
        .exclude(user__email=instance.email)
        .first()
    )
    if access is not None:
        refuse_in_part(instance)
        with transaction.atomic():
            set_address(access, instance.email, acting_user=None)
