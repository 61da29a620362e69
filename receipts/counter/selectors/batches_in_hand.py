"""Batches in hand, and what is late in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from core.people.models import User
from core.text.money import ZERO
from ledger.books.models import Account
from receipts.counter.enums import BatchState
from receipts.counter.models import Batch, Cheque, ChequeShare, CounterSetting
from receipts.counter.services.close_batch import Agreement
from receipts.draft.selectors.draft_lines import SEE_OTHERS

LATE_AFTER_HOURS = 24


def visible(user: User) -> QuerySet[Batch]:
    """The user's own batches, or everyone's for who may see others' work."""
    rows = Batch.objects.select_related("owner", "closed_by")
    return rows if user.has_perm(SEE_OTHERS) else rows.filter(owner=user)


def visible_cheques(user: User) -> QuerySet[Cheque]:
    """The cheques of the batches that this user may see."""
    rows = Cheque.objects.all()
    return rows if user.has_perm(SEE_OTHERS) else rows.filter(batch__owner=user)


@dataclass(frozen=True)
class InHand:
    """A batch that is not closed, with what is keyed in it."""

    batch: Batch
    its: Agreement
    late: bool


def in_hand(user: User) -> list[InHand]:
    """The batches that wait for this user to close them, oldest first."""
    rows = (
        visible(user)
        .exclude(state=BatchState.CLOSED)
        .annotate(keyed=Count("cheques"), total=Sum("cheques__amount"))
        .order_by("arrival_date", "pk")
    )
    found = list(rows)
    late = late_batches(found)
    return [
        InHand(
            row,
            Agreement(row.keyed, row.total or ZERO, row.expected_count, row.expected_total),
            row.pk in late,
        )
        for row in found
    ]


def late_batches(batches: Sequence[Batch]) -> set[int]:
    """Ids of those holding a receipt older than its entity allows and not yet drafted."""
    waiting = [batch for batch in batches if batch.state != BatchState.CLOSED]
    hours = _hours()
    entities: dict[int, set[int]] = {}
    pairs = Cheque.objects.filter(batch__in=waiting).values_list("batch", "entity").distinct()
    for batch_id, entity_id in pairs:
        entities.setdefault(batch_id, set()).add(entity_id)
    return {
        batch.pk
        for batch in waiting
        for entity_id in entities.get(batch.pk, ())
        if batch.age().total_seconds() / 3600 > hours.get(entity_id, LATE_AFTER_HOURS)
    }


def _hours() -> dict[int, int]:
    return dict(CounterSetting.objects.values_list("entity", "late_after_hours"))


def waiting_count(user: User, _entity: str) -> int:
    """How many of the user's own batches are not closed: a batch is of no one entity."""
    return Batch.objects.filter(owner=user).exclude(state=BatchState.CLOSED).count()


def last_lines(batch: Batch, limit: int = 30) -> list[Cheque]:
    """The batch's cheques, the last keyed first."""
    return list(with_shares(batch.cheques.all()).order_by("-pk")[:limit])


def with_shares(cheques: QuerySet[Cheque]) -> QuerySet[Cheque]:
    """Cheques with what a line of a slip shows."""
    return cheques.select_related("entity", "batch").prefetch_related(
        "shares__account__building", "shares__receipt"
    )


@dataclass(frozen=True)
class BuildingSlip:
    """What a batch brought to one building; ``place`` says which, amounts in euros."""

    place: str
    entity: str
    shares: Sequence[ChequeShare]

    @property
    def total(self) -> object:
        return sum((share.amount for share in self.shares), ZERO)


def building_slips(batch: Batch) -> list[BuildingSlip]:
    """The batch's receipts, building by building; those of no building under their entity."""
    shares = (
        ChequeShare.objects.filter(cheque__batch=batch)
        .select_related("cheque", "account__building", "account__entity")
        .order_by("account__entity__code", "account__building__code", "cheque", "pk")
    )
    groups: dict[tuple[int, int | None], list[ChequeShare]] = {}
    for share in shares:
        account: Account = share.account
        groups.setdefault((account.entity_id, account.building_id), []).append(share)
    return [
        BuildingSlip(str(rows[0].account.building or ""), str(rows[0].account.entity), rows)
        for rows in groups.values()
    ]
