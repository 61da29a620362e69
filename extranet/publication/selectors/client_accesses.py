"""Who is behind an access. Its reference leads nowhere without the key."""

from extranet.publication.models import ClientAccess
from extranet.publication.rules.references import party_reference
from ledger.books.models import Account
from ledger.people.models import Party


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
