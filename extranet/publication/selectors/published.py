"""Which accounts clients are shown, and were ever shown."""

from django.db.models import QuerySet

from core.database.models import AuditEvent
from extranet.publication.models import SentAccount
from ledger.books.enums import NOT_CLIENTS
from ledger.books.models import Account, Entity

#: An entity's accounts left the clients' site, where they had been seen.
WITHDRAWN = "entity.withdraw_accounts"


def was_published(entity_id: int) -> bool:
    """Whether clients were ever shown an account of this entity, withdrawn since or not."""
    withdrawn = AuditEvent.objects.filter(
        object_type=Entity._meta.label_lower, object_id=str(entity_id), action=WITHDRAWN
    )
    shown = SentAccount.everywhere.filter(account__entity=entity_id)
    return shown.exists() or withdrawn.exists()


def published_accounts() -> "QuerySet[Account]":
    """The accounts chosen for the extranet; one without a party has nobody to show it to."""
    chosen = Account.objects.filter(published=True, party__isnull=False)
    # One that became a supplier's since it was chosen is withdrawn.
    return chosen.exclude(role__in=NOT_CLIENTS)


def may_be_shown(account: Account) -> bool:
    """Whether this account, which is not shown, is a client's."""
    has_client = account.party_id is not None and account.role not in NOT_CLIENTS
    return has_client and not account.published


def is_shown(account: Account) -> bool:
    """Whether this account is chosen for the extranet, and a client's."""
    return account.published and account.party_id is not None
