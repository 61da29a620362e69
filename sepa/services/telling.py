"""Tell the platform what became of its requests, so that the client can follow them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from core.services import outbox
from sepa.platform import Step, current_platform

_STEPS_PER_MESSAGE = 500


def tell_platform(
    uids: Iterable[UUID], *, state: str, at: datetime | None = None, debit_date: date | None = None
) -> None:
    """Tell, with the caller's transaction, that these requests reached ``state``.

    In this database it is written at once; for another installation it goes by the outbox.
    """
    at = at or timezone.now()
    steps = [Step(uid, state, at, debit_date) for uid in uids]
    platform = current_platform()
    if platform.is_local:
        platform.tell(steps)
        return
    for start in range(0, len(steps), _STEPS_PER_MESSAGE):
        _enqueue(steps[start : start + _STEPS_PER_MESSAGE])


def _enqueue(steps: Sequence[Step]) -> None:
    first = steps[0]
    outbox.enqueue(
        "sepa.tell",
        identity=f"sepa.tell:{first.state}:{first.uid}:{first.at.isoformat()}",
        payload={
            "uids": [str(step.uid) for step in steps],
            "state": first.state,
            "at": first.at.isoformat(),
            "debit_date": first.debit_date.isoformat() if first.debit_date else None,
        },
    )


@outbox.handles("sepa.tell")
def deliver_steps(payload: dict[str, Any]) -> None:
    """Tell another installation. Raises PlatformError: the outbox tries again later."""
    day = payload["debit_date"]
    current_platform().tell(
        [
            Step(
                uid=UUID(uid),
                state=payload["state"],
                at=datetime.fromisoformat(payload["at"]),
                debit_date=date.fromisoformat(day) if day else None,
            )
            for uid in payload["uids"]
        ]
    )
