"""A page of the draft in the order of what its lines refer to, without sorting all that waits.

A line's client, entity and journal stand in other tables: sorting 200,000 lines by them takes half
a second. So the groups are walked in their order (the entities by code, say), each read from an
index, until the page is full.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.database.lookups import few_first, is_beyond
from ledger.books.models import Entity, Journal
from receipts.draft.models import DraftReceipt

Rows = QuerySet[DraftReceipt]
MANY = 2000
#: The lines in groups, each sorted, one group after the other.
Groups = Callable[[Rows, str], Iterator[Rows]]


def _by_client(field: str) -> Groups:
    def groups(rows: Rows, sign: str) -> Iterator[Rows]:
        # Comparing makes the join an inner one, which may begin with the account's index.
        yield rows.filter(**{f"{field}__gte": ""}).order_by(f"{sign}{field}", "-id")
        yield rows.filter(account=None).order_by("-id")

    return groups


def _by_entity(rows: Rows, sign: str) -> Iterator[Rows]:
    for pk in Entity.objects.order_by(f"{sign}code").values_list("pk", flat=True):
        within = rows.filter(entity=pk)
        clients = within.filter(account__entity=pk, account__code__gte="")
        yield clients.order_by(f"{sign}account__code", "-id")
        yield within.filter(account=None).order_by("-id")
    yield rows.filter(entity=None).order_by("-id")


def _by_journal(rows: Rows, sign: str) -> Iterator[Rows]:
    # Those alone that a line waits for: to find none of a code's takes reading all that waits.
    waited_for = Journal.objects.filter(Exists(rows.filter(journal=OuterRef("pk"))))
    journals = waited_for.order_by(f"{sign}code").values_list("code", "pk")
    for _code, same in groupby(journals, key=lambda journal: journal[0]):
        yield few_first(rows, Q(journal__in=[pk for _same, pk in same])).order_by("-id")
    yield rows.filter(journal=None).order_by("-id")


def _by_voucher(rows: Rows, sign: str) -> Iterator[Rows]:
    """Most lines have no voucher yet: those alone are too many to be sorted with the others."""
    none, others = rows.filter(voucher="").order_by("-id"), rows.filter(voucher__gt="")
    halves = (none, others.order_by(f"{sign}voucher", "-id"))
    yield from reversed(halves) if sign else halves


#: By the name of the draft's column.
GROUPS: Mapping[str, Groups] = {
    "compte": _by_client("account__code"),
    "intitule": _by_client("account__label"),
    "entite": _by_entity,
    "journal": _by_journal,
    "piece": _by_voucher,
}


def are_many(rows: Rows) -> bool:
    """Whether the lines are too many to be sorted by what is not in their own table."""
    return is_beyond(rows, MANY)


def keys_from(groups: Iterator[Rows], start: int, count: int) -> Sequence[int]:
    """Ids of ``count`` lines from the ``start``-th on, in the order of the groups."""
    end, found = start + count, list[int]()
    for rows in groups:
        found += rows.values_list("pk", flat=True)[: end - len(found)]
        if len(found) >= end:
            break
    return found[start:]
