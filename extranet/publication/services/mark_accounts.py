"""Choose which accounts clients may see on the extranet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from extranet.publication.services.give_access import (
    IssuedPassword,
    create_missing_accesses,
    refuse_without_party,
)
from ledger.books.enums import NOT_CLIENTS
from ledger.books.models import Account


@dataclass(frozen=True)
class Marked:
    """How many accounts were newly chosen, and the sign-ins made for their parties."""

    count: int
    issued: list[IssuedPassword]


def mark_accounts(account_ids: Iterable[int], *, acting_user: User, now: datetime) -> Marked:
    """Choose accounts for the extranet; the next publication shows them.

    Raises BusinessError where an account has no party, or is no client's (a supplier's, a bank's),
    and then chooses none. Accounts chosen
    already are left as they are; a party that has a sign-in keeps it.
    """
    with transaction.atomic():
        accounts = _lock(account_ids)
        refuse_without_party([str(account) for account in accounts if account.party_id is None])
        _refuse_not_clients(accounts)
        fresh = [account for account in accounts if not account.published]
        _set_published(fresh, published=True, acting_user=acting_user)
        parties = {account.party for account in accounts if account.party is not None}
        issued = create_missing_accesses(
            sorted(parties, key=lambda party: party.pk), acting_user=acting_user, now=now
        )
    return Marked(len(fresh), issued)


def _refuse_not_clients(accounts: Iterable[Account]) -> None:
    wrong = [str(account) for account in accounts if account.role in NOT_CLIENTS]
    if wrong:
        raise BusinessError(
            _("Seuls les comptes de clients se publient : ôtez ceux-ci de la sélection."), wrong
        )


def unmark_accounts(account_ids: Iterable[int], *, acting_user: User) -> int:
    """No longer choose accounts: the next publication withdraws them. Returns how many changed."""
    with transaction.atomic():
        chosen = [account for account in _lock(account_ids) if account.published]
        _set_published(chosen, published=False, acting_user=acting_user)
    return len(chosen)


def _lock(account_ids: Iterable[int]) -> list[Account]:
    return list(
        Account.objects.select_for_update(of=("self",))
        .select_related("party")
        .filter(pk__in=list(account_ids))
        .order_by("pk")
    )


def _set_published(accounts: list[Account], *, published: bool, acting_user: User) -> None:
    Account.objects.filter(pk__in=[account.pk for account in accounts]).update(published=published)
    audit.record_many(
        "account.update",
        acting_user=acting_user,
        items=[
            (account, {"published": [str(not published), str(published)]}) for account in accounts
        ],
    )
