"""A client's way in opens all their accounts: who follows part of them does not touch it."""

from core.database.portfolio import in_force
from extranet.publication.models import ClientAccess
from extranet.publication.selectors.client_accesses import party_behind
from ledger.people.services.edit_party import refuse_in_part


def refuse_way_in_of_part(access: ClientAccess) -> None:
    """Raises BusinessError where the client has accounts outside the portfolio in force."""
    # Which party it is has to be searched for: who follows everything does not wait for it.
    if in_force().is_whole:
        return
    party = party_behind(access)
    if party is not None:
        refuse_in_part(party)
