"""Flags on parties that keep reminders from them."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, QuerySet

from ledger.people.enums import FlagKind
from ledger.people.models import PartyFlag


def flags_of(party_id: int | None) -> QuerySet[PartyFlag]:
    """Every flag of a party, those in force first, then the latest."""
    rows = PartyFlag.objects.filter(party=party_id).select_related("raised_by", "lifted_by")
    return rows.order_by(F("lifted_at").desc(nulls_first=True), "-raised_at")


def in_force(party_id: int | None) -> list[PartyFlag]:
    """The flags of a party that were not lifted."""
    return list(flags_of(party_id).filter(lifted_at__isnull=True)) if party_id else []


def in_force_by_account(account_ids: Iterable[int]) -> dict[int, list[str]]:
    """What the flags in force on the parties of these accounts say, by account id, in one query."""
    rows = (
        PartyFlag.objects.filter(lifted_at__isnull=True)
        .annotate(account_id=F("party__accounts"))
        .filter(account_id__in=list(account_ids))
        .values_list("account_id", "kind")
    )
    flags_by_account: dict[int, list[str]] = defaultdict(list)
    for account_id, kind in rows:
        flags_by_account[account_id].append(str(FlagKind(kind).label))
    return flags_by_account
