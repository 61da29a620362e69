"""Receipts in the books whose payer is not known: what the suspense accounts hold of them."""

from collections.abc import Sequence

from django.db.models import QuerySet

from core.people.models import User
from ledger.books.models import Account, Entity, Journal
from ledger.books.selectors.suspense import SUSPENSE, suspense_accounts
from receipts.draft.channels import any_channel
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt, Identification
from receipts.draft.selectors.draft_lines import SEE_OTHERS, visible

#: Who posts receipts says whose they are.
IDENTIFY = "receipts_draft.post_receipts"
#: Shown of the suspense accounts where no entity is named.
SHOWN = 12


def unidentified(user: User) -> QuerySet[DraftReceipt]:
    """The posted receipts on a suspense account that stand, and that nobody has identified; those
    that this user may open."""
    rows = visible(user, everyone=user.has_perm(SEE_OTHERS)).filter(
        account__code__startswith=SUSPENSE,
        status=ReceiptStatus.POSTED,
        entry__reversed_by__isnull=True,
    )
    rows = rows.exclude(pk__in=Identification.objects.filter(undone=False).values("receipt"))
    return rows.exclude(any_channel(lambda each: each.gone()))


def unidentified_count(user: User, _entity: str = "") -> int:
    return unidentified(user).count() if user.has_perm(IDENTIFY) else 0


def standing_identification(receipt_id: int) -> Identification | None:
    """Whose the receipt is said to be now; None while nobody said."""
    return next(iter(standing_identifications([receipt_id])), None)


def standing_identifications(receipt_ids: Sequence[int]) -> QuerySet[Identification]:
    """Whose these receipts are said to be now, in one statement; those of nobody are left out."""
    rows = Identification.objects.filter(receipt__in=receipt_ids, undone=False).order_by("pk")
    return rows.select_related("entry__journal", "account__entity", "receipt")


def suspense_choices(text: str) -> tuple[list[Account], list[Entity]]:
    """Where a cheque of an unknown payer may go, in the entities whose code or name holds ``text``:
    one account each, and the entities that have none."""
    entities = Entity.objects.filter(code__icontains=text) | Entity.objects.filter(
        name__icontains=text
    )
    shown = list(entities.order_by("code")[:SHOWN])
    by_entity: dict[int, Account] = {}
    accounts = suspense_accounts().filter(entity__in=shown).order_by("code")
    for account in accounts:
        by_entity.setdefault(account.entity_id, account)
    return list(by_entity.values()), [each for each in shown if each.pk not in by_entity]


def transfer_journals(entity_id: int) -> list[Journal]:
    """Where the transfer may be written: first those that keep no treasury (OD)."""
    rows = Journal.objects.filter(entity=entity_id, active=True)
    return sorted(rows, key=lambda each: (each.treasury_account_id is not None, each.code))
