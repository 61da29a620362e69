"""What a person must say yes to before lines go to the books: asked by code, and kept."""

from collections.abc import Collection, Sequence

from core.database.lookups import among
from core.database.services import audit
from core.people.models import User
from receipts.draft.channels import Doubt
from receipts.draft.enums import RefusalCode
from receipts.draft.models import DraftReceipt, ReceiptAnswer
from receipts.draft.services.lock_receipts import by_channel


def doubts_of(receipts: Sequence[DraftReceipt]) -> dict[int, Doubt]:
    """The doubts that nobody has answered yet, by receipt id."""
    doubts = {
        pk: doubt
        for channel, rows in by_channel(receipts).items()
        for pk, doubt in channel.doubts(rows).items()
    }
    if not doubts:
        return {}
    answers = ReceiptAnswer.objects.filter(among("receipt_id", list(doubts)))
    known = set(answers.values_list("receipt_id", "code"))
    return {pk: doubt for pk, doubt in doubts.items() if (pk, doubt.code.value) not in known}


def keep_answers(
    receipts: Sequence[DraftReceipt], answers: Collection[RefusalCode], *, acting_user: User
) -> None:
    """Keep that this user said yes to these codes, for the lines that raise them."""
    if not answers:
        return
    answered = {pk: each for pk, each in doubts_of(receipts).items() if each.code in answers}
    ReceiptAnswer.objects.bulk_create(
        [
            ReceiptAnswer(receipt_id=pk, code=doubt.code.value, by=acting_user)
            for pk, doubt in answered.items()
        ],
        batch_size=1000,
    )
    audit.record_rows(
        "receipt.answer",
        acting_user=acting_user,
        model=DraftReceipt,
        rows=(
            (row.pk, row.label, {"question": answered[row.pk].code.value})
            for row in receipts
            if row.pk in answered
        ),
    )


def forget_answers(receipts: Sequence[DraftReceipt]) -> None:
    """Prepared again, they are asked again."""
    ReceiptAnswer.objects.filter(among("receipt_id", [row.pk for row in receipts])).delete()
