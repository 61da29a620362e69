"""What a posted receipt settles: matched after the posting, which does not wait for it.

A line of the draft that wants it says so in its ``raw_data``. Posting then leaves one message in
the outbox for all its lines, and the matching is done once it has committed.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.database.services import audit
from core.jobs.enums import Level
from core.jobs.models import OutboxMessage
from core.jobs.services import outbox
from core.jobs.services.messages import notify
from core.people.models import User
from core.text.money import format_euros, from_cents, to_cents
from ledger.books.models import EntryLine
from ledger.books.selectors.suspense import SUSPENSE
from ledger.matching.services.match_exact_sums import Allocation, Diverted, settle_receipts
from receipts.draft.hooks import BEING_DEBITED
from receipts.draft.models import DraftReceipt

KIND = "receipts.match"
_WISH = "settles"


def settlement_wish(chosen: Sequence[tuple[int, Decimal]] = ()) -> dict[str, Any]:
    """What to put in a receipt's ``raw_data`` so that posting it settles something.

    ``chosen`` are entry lines that the debtor names, with what goes to each in euros; without any,
    the oldest debts are settled, in the order of the law.
    """
    return {_WISH: [[line_id, to_cents(amount)] for line_id, amount in chosen]}


def without_wish(raw_data: Mapping[str, Any]) -> dict[str, Any]:
    """What the source said of a receipt, but for what it was to settle."""
    return {name: value for name, value in raw_data.items() if name != _WISH}


def ask_matching(receipts: Sequence[DraftReceipt], *, acting_user: User) -> None:
    """Within the posting of these lines, ask for those that wish it to be matched."""
    with_wishes = [row for row in receipts if _WISH in row.raw_data]
    if with_wishes:
        outbox.enqueue(
            KIND,
            identity=f"{with_wishes[0].entry_id}-{with_wishes[-1].entry_id}",
            payload={"ids": [row.pk for row in with_wishes], "user": acting_user.pk},
        )


def match_posted(payload: dict[str, Any]) -> None:
    """Match the lines that were posted; done twice, it changes nothing more. Where what was chosen
    was settled meanwhile, the receipt and whoever posted it are told where the money went."""
    posted = DraftReceipt.objects.filter(pk__in=payload["ids"], entry__isnull=False)
    # What lies on the suspense account settles nothing until its owner is known.
    posted = posted.exclude(account__code__startswith=SUSPENSE)
    rows = {row.entry_id: row for row in posted.order_by("pk")}
    user = User.objects.filter(pk=payload["user"]).first()
    spared = _being_debited({row.account_id for row in rows.values() if row.account_id})
    with transaction.atomic():
        settled = settle_receipts(
            [
                Allocation(entry_id, _chosen(row.raw_data), spared)
                for entry_id, row in rows.items()
                if entry_id
            ],
            acting_user=user,
            on=timezone.localdate(),
        )
        for diverted in settled.diverted:
            _tell(rows[diverted.entry_id], diverted, user)


def lines_to_be_matched(account_ids: Sequence[int]) -> frozenset[int]:
    """Credits of these accounts whose matching is asked for and not done yet: their choice is
    followed before they settle anything else."""
    messages = OutboxMessage.objects.filter(kind=KIND, done_at=None, given_up_at=None)
    waiting = [
        pk for payload in messages.values_list("payload", flat=True) for pk in payload["ids"]
    ]
    if not waiting:
        return frozenset()
    lines = EntryLine.objects.filter(
        account__in=account_ids, credit__gt=0, entry__receipt__in=waiting
    )
    return frozenset(lines.values_list("pk", flat=True))


def match_again(ids: Sequence[int], *, acting_user: User) -> None:
    """Match posted lines whose money is free again: as was chosen for them, or else what their
    accounts owe, in the order of the law."""
    match_posted({"ids": list(ids), "user": acting_user.pk})


def _chosen(raw_data: dict[str, Any]) -> list[tuple[int, Decimal]]:
    return [(line_id, from_cents(cents)) for line_id, cents in raw_data.get(_WISH, [])]


def _being_debited(account_ids: set[int]) -> frozenset[int]:
    """Entry lines that a debit of the desk collects: nothing else settles them by itself."""
    return frozenset(line_id for lines in BEING_DEBITED for line_id in lines(account_ids))


def _tell(receipt: DraftReceipt, diverted: Diverted, user: User | None) -> None:
    left = diverted.lost - diverted.elsewhere
    audit.record(
        "receipt.divert",
        acting_user=user,
        on=receipt,
        lost=str(diverted.lost),
        elsewhere=str(diverted.elsewhere),
    )
    if user is None:
        return
    # Not translated: the worker writes it, for whoever reads it later.
    body = (
        f"{format_euros(diverted.lost)} étaient choisis pour des dettes réglées entre-temps. "
        f"Affectés aux autres dettes, dans l’ordre légal\u00a0: {format_euros(diverted.elsewhere)}."
    )
    if left:
        body += f" {format_euros(left)} restent en compte, à affecter."
    notify(
        [user],
        identity=f"receipts.divert:{receipt.pk}",
        title=f"{receipt.label}\u00a0: le lettrage n’est pas celui choisi à la saisie",
        body=body,
        link=reverse("ledger:account_matching", args=[receipt.account_id]),
        level=Level.WARNING,
        entities=None if receipt.entity_id is None else [receipt.entity_id],
    )
