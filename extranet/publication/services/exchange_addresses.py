"""Address changes between the installation that carries the clients' site and that of the books.

Confirmed on the site, they travel back to the books; decided by the agency, they travel forth.
Each side says what it knows until the other has told that it heard.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import ngettext

from extranet.publication.enums import AddressState
from extranet.publication.models import AddressChange, ClientAccess
from extranet.publication.services.change_address import set_address
from sepa.requests.platform import books_are_elsewhere

PAGE = 500
_NONSENSE = (ValueError, KeyError, TypeError, AttributeError, ValidationError)


def untold() -> list[dict[str, Any]]:
    """What the other installation has not heard yet, oldest first."""
    rows = AddressChange.objects.filter(is_told=False).select_related("access")
    return [
        {
            "uid": str(row.uid),
            "party_reference": row.access.party_reference,
            "former": row.former,
            "wanted": row.wanted,
            "state": row.state,
            "asked_at": row.asked_at.isoformat(),
        }
        for row in rows.order_by("pk")[:PAGE]
    ]


def heard(changes: Sequence[Mapping[str, Any]]) -> int:
    """The other installation has these, in these states: they need not be said again."""
    count = 0
    for change in changes:
        rows = AddressChange.objects.filter(uid=UUID(str(change["uid"])), state=change["state"])
        count += rows.update(is_told=True)
    return count


def receive(changes: Sequence[Mapping[str, Any]], *, now: datetime) -> list[dict[str, str]]:
    """Write down what the other installation says. Returns what was heard, nonsense included:
    said again, it would be no better. What is decided here is not undone by an older request."""
    states = []
    for change in changes:
        try:
            states.append({"uid": str(UUID(change["uid"])), "state": str(change["state"])})
            _receive(change, now)
        except _NONSENSE:
            continue
    return states


@transaction.atomic
def _receive(change: Mapping[str, Any], now: datetime) -> None:
    validate_email(change["wanted"])
    state = AddressState(change["state"])
    rows = ClientAccess.objects.select_for_update(of=("self",)).select_related("user")
    access = rows.filter(party_reference=change["party_reference"]).first()
    if access is None:
        return
    known = AddressChange.objects.filter(uid=UUID(change["uid"]), access=access).first()
    if known is None:
        access.address_changes.filter(state=AddressState.ASKED).update(
            state=AddressState.REPLACED, decided_at=now, is_told=True
        )
        known = AddressChange(uid=UUID(change["uid"]), access=access)
        known.former, known.wanted = str(change["former"])[:254], change["wanted"]
        known.asked_at = datetime.fromisoformat(change["asked_at"])
    elif known.state in {state, AddressState.CONFIRMED} or state == AddressState.ASKED:
        return
    if state == AddressState.CONFIRMED and known.is_overtaken and not books_are_elsewhere():
        state = AddressState.REPLACED
    known.state, known.is_told = state, True
    known.decided_at = None if state == AddressState.ASKED else now
    known.save()
    if state == AddressState.CONFIRMED:
        set_address(access, known.wanted, acting_user=None)


def exchange_addresses(*, now: datetime) -> int:
    """With the installation that carries the site, if it is another. Returns how many came.

    Raises BusinessError where it does not answer: nothing is lost, it is said again.
    """
    from extranet.publication.services.publishing.transport import OtherInstallation, open_target

    with open_target() as target:
        if not isinstance(target, OtherInstallation):
            return 0
        mine = untold()
        theirs = target.exchange_addresses(mine)
        heard(mine)
        states = receive(theirs, now=now)
        if states:
            target.heard_addresses(states)
    return len(theirs)


def run_scheduled(*, now: datetime) -> str:
    """The scheduled service: what clients asked and confirmed elsewhere comes before the night."""
    count = exchange_addresses(now=now)
    return ngettext(
        "%(count)d changement d’adresse reçu de l’espace client.",
        "%(count)d changements d’adresse reçus de l’espace client.",
        count,
    ) % {"count": count}


def exchange_later(_payload: dict[str, Any], *, now: datetime) -> None:
    """After the agency has decided. Raises BusinessError: the outbox tries again."""
    exchange_addresses(now=now)
