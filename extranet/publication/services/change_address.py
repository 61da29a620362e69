"""Another e-mail address of a client: asked, then confirmed from the former one or by the agency.

Signature codes go to the address that the agency holds. Whoever got into an account must not be
able to have them sent elsewhere, nor a member of staff without the client hearing of it.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.enums import SecurityKind
from core.database.services import audit, erase_rows
from core.database.services.log_security import log, masked_email
from core.jobs.services import outbox
from core.people.models import User
from core.sign_in.services.tell_account_holder import tell
from core.text.errors import BusinessError
from extranet.publication.enums import AddressState
from extranet.publication.models import AddressChange, ClientAccess
from extranet.publication.selectors.client_accesses import party_behind
from extranet.publication.services.whole_client import refuse_way_in_of_part
from ledger.people.services.edit_party import update_party
from sepa.requests.platform import books_are_elsewhere

#: The letter to the former address.
LETTER = "extranet.address_letter"
#: What the agency decides is said to the installation that carries the site.
EXCHANGE = "extranet.exchange_addresses"
_A_YEAR = timedelta(days=365)


def ask_for_address(
    access: ClientAccess, *, address: str, acting_user: User, now: datetime
) -> AddressChange:
    """Ask for ``address`` instead of the address that is known; an earlier request is dropped.

    Where an address is known, a letter goes to it. Raises BusinessError where nothing changes.
    """
    with transaction.atomic():
        access = _locked(access)
        former = access.user.email
        if address.lower() == former.lower():
            raise BusinessError(_("C’est déjà l’adresse que l’agence connaît."))
        access.address_changes.filter(state=AddressState.ASKED).update(
            state=AddressState.REPLACED, decided_at=now, is_told=False
        )
        change = AddressChange.objects.create(
            access=access, former=former, wanted=address, asked_at=now
        )
        audit.record("access.ask_address", acting_user=acting_user, on=access, **_masked(change))
        if former:
            outbox.enqueue(LETTER, identity=f"{LETTER}:{change.uid}", payload={"change": change.pk})
    return change


def confirm_from_letter(change: AddressChange, *, now: datetime) -> None:
    """The letter to the former address was answered. Raises BusinessError where it is too late."""
    _decide(change, AddressState.CONFIRMED, acting_user=None, now=now)


def decide_address(
    change: AddressChange, *, confirmed: bool, acting_user: User, now: datetime
) -> None:
    """The agency confirms, having recognised the client, or refuses. Raises BusinessError."""
    refuse_way_in_of_part(change.access)
    state = AddressState.CONFIRMED if confirmed else AddressState.REFUSED
    _decide(change, state, acting_user=acting_user, now=now)


@transaction.atomic
def _decide(
    change: AddressChange, state: AddressState, *, acting_user: User | None, now: datetime
) -> None:
    access = _locked(change.access)
    change = AddressChange.objects.get(pk=change.pk)
    if change.state != AddressState.ASKED or (acting_user is None and change.is_overtaken):
        raise BusinessError(_("Cette demande a déjà reçu sa réponse."))
    change.state, change.decided_at = state, now
    change.decided_by, change.is_told = acting_user, False
    change.save()
    by = acting_user or access.user
    action = "access.confirm_address" if state == AddressState.CONFIRMED else "access.keep_address"
    audit.record(action, acting_user=by, on=access, **_masked(change))
    if acting_user is not None:
        outbox.enqueue(EXCHANGE, identity=f"{EXCHANGE}:{change.uid}:{state}", payload={})
    if state == AddressState.CONFIRMED:
        set_address(access, change.wanted, acting_user=by)


def set_address(access: ClientAccess, address: str, *, acting_user: User | None) -> None:
    """Write the address down, in the books too where they are here; told to both addresses.

    Must run in the caller's transaction.
    """
    user = access.user
    former = user.email
    if former == address:
        return
    user.email = address
    user.save(update_fields=["email"])
    log(
        SecurityKind.ADDRESS_CHANGED,
        user=user,
        acting_user=acting_user,
        email=[masked_email(former), masked_email(address)],
    )
    tell(user, "address_changed", also_to=[former])
    party = None if books_are_elsewhere() else party_behind(access)
    if party is not None and party.email != address:
        update_party(party=party, values={"email": address}, acting_user=acting_user)


def _locked(access: ClientAccess) -> ClientAccess:
    rows = ClientAccess.objects.select_for_update(of=("self",)).select_related("user")
    return rows.get(pk=access.pk)


def _masked(change: AddressChange) -> dict[str, list[str]]:
    return {"email": [masked_email(change.former), masked_email(change.wanted)]}


def erase_address_changes(now: datetime) -> int:
    """Those that were decided a year ago, and that the other installation has heard of."""
    decided = AddressChange.objects.exclude(state=AddressState.ASKED)
    return erase_rows.erase(decided.filter(decided_at__lt=now - _A_YEAR, is_told=True))
