"""What legal holds keep, whatever the portfolio of whoever erases."""

from django.db.models import Q, QuerySet

from ledger.books.models import Account
from ledger.people.models import LegalHold, Party


def standing() -> "QuerySet[LegalHold]":
    """The holds that are not lifted, the latest first."""
    return LegalHold.everywhere.filter(lifted_at=None)


def standing_in_full() -> "QuerySet[LegalHold]":
    """The same, with what a page says of each."""
    return standing().select_related("party", "account__entity", "entity", "placed_by")


def rows_of_held_parties() -> Q:
    """The parties that a hold keeps, as a condition on their rows."""
    return Q(pk__in=held_parties().values("pk"))


def held_accounts() -> "QuerySet[Account]":
    """Accounts that are held, or whose party or entity is."""
    holds = standing().order_by()
    held = [
        Q(**{f"{of}__in": holds.filter(**{f"{name}__isnull": False}).values(name)})
        for of, name in (("pk", "account"), ("party", "party"), ("entity", "entity"))
    ]
    return Account.everywhere.filter(held[0] | held[1] | held[2]).order_by()


def held_parties() -> "QuerySet[Party]":
    """Parties that are held, and those of which an account or its entity is."""
    direct = standing().order_by().filter(party__isnull=False).values("party")
    through = held_accounts().filter(party__isnull=False).values("party")
    return Party.everywhere.filter(Q(pk__in=direct) | Q(pk__in=through)).order_by()


def held_codes() -> tuple[set[str], set[tuple[str, str]]]:
    """Codes of the entities that are held, and of the accounts (with their entity's) elsewhere."""
    entities = standing().filter(entity__isnull=False).values_list("entity__code", flat=True)
    accounts = held_accounts().exclude(entity__code__in=entities)
    return set(entities), set(accounts.values_list("entity__code", "code"))


def kept_whole() -> Q:
    """Everything of a kind that does not say of whom it is, as long as one hold stands."""
    return Q(pk__isnull=False) if standing().exists() else Q(pk__in=[])
