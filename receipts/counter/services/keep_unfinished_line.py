"""Remember what is typed of a line until it is saved: a closed browser loses nothing."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from core.people.models import User
from core.text.guard import looks_like_card
from receipts.counter.enums import BatchState
from receipts.counter.models import Batch, Cheque, UnfinishedLine
from receipts.counter.services.open_batch import lock_batch

#: Characters kept of a field that is half typed.
KEPT = 2000


#: What a person types of a line. The rest is ids and keys of ours, any of which may by chance
#: look like a card number: one UUID in 940 does.
TYPED = frozenset({"figures", "words", "number", "drawer", "bank", "date", "share"})


def keep_unfinished(batch_id: int, *, acting_user: User, values: Mapping[str, str]) -> None:
    """Remember what is typed of a line; card numbers are left out, a line is never refused."""
    kept = {name[:40]: value[:KEPT] for name, value in values.items() if _may_be_kept(name, value)}
    with transaction.atomic():
        batch = lock_batch(batch_id, acting_user=acting_user)
        form_id = kept.get("form_id", "")
        if batch.state == BatchState.CLOSED or _is_saved(form_id):
            return
        UnfinishedLine.objects.update_or_create(
            batch=batch, user=acting_user, defaults={"values": kept}
        )


def _may_be_kept(name: str, value: str) -> bool:
    texts = [value] if name in TYPED else []
    if name == "settles":
        texts = [each.rpartition(":")[2] for each in value.split(";")]
    return not any(looks_like_card(text) for text in texts)


def unfinished(batch: Batch, user: User) -> dict[str, str]:
    """What this user had typed of a line of the batch; empty where nothing waits."""
    found = UnfinishedLine.objects.filter(batch=batch, user=user).first()
    return dict(found.values) if found else {}


def _is_saved(form_id: str) -> bool:
    try:
        return Cheque.objects.filter(form_id=UUID(form_id)).exists()
    except ValueError:
        return True
