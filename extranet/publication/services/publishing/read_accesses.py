"""The sign-ins of clients whose accounts are published."""

from collections.abc import Iterator

from extranet.publication.formats.published import Access
from extranet.publication.models import ClientAccess
from extranet.publication.rules.references import party_reference
from extranet.publication.selectors.published import published_accounts


def read_accesses() -> Iterator[Access]:
    parties = published_accounts().order_by("party_id").values_list("party_id", flat=True)
    references = {party_reference(party) for party in parties.distinct()}
    for access in ClientAccess.objects.select_related("user").iterator(chunk_size=2000):
        if access.party_reference in references:
            yield published_access(access)


def published_access(access: ClientAccess) -> Access:
    user = access.user
    return Access(
        party_reference=access.party_reference,
        issued_at=access.issued_at,
        initial_expires_at=access.initial_expires_at,
        username=user.username,
        password=user.password,
        first_name=user.first_name,
        last_name=user.last_name,
        email=user.email,
        is_active=user.is_active,
    )
