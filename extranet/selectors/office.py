"""What the back office reads of its clients' accesses."""

from core.models import AuditEvent
from extranet.models import ClientAccess, SentAccount
from extranet.references import party_reference
from ledger.models import Account, Entity, Party

#: An entity's accounts left the clients' site, where they had been seen.
WITHDRAWN = "entity.withdraw_accounts"


def was_published(entity_id: int) -> bool:
    """Whether clients were ever shown an account of this entity, withdrawn since or not."""
    withdrawn = AuditEvent.objects.filter(
        object_type=Entity._meta.label_lower, object_id=str(entity_id), action=WITHDRAWN
    )
    shown = SentAccount.everywhere.filter(account__entity=entity_id)
    return shown.exists() or withdrawn.exists()


def accounts_behind(access: ClientAccess) -> list[Account]:
    """The accounts chosen for the extranet that this access opens."""
    # The reference leads nowhere without the key: it is made again for each party in question.
    chosen = Account.objects.filter(published=True, party__isnull=False)
    parties = set(chosen.values_list("party_id", flat=True))
    mine = [party for party in parties if party_reference(party) == access.party_reference]
    return list(
        Account.objects.filter(published=True, party__in=mine)
        .select_related("entity")
        .order_by("entity__code", "code")
    )


def party_behind(access: ClientAccess) -> Party | None:
    """The party whose access this is; None where the books are elsewhere."""
    for pk in Party.objects.order_by("pk").values_list("pk", flat=True).iterator():
        if party_reference(pk) == access.party_reference:
            return Party.objects.get(pk=pk)
    return None
