"""Tell the platform what became of its requests, so that the client can follow them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from core.services import outbox
from sepa.platform import Step, current_platform

_UIDS_PER_MESSAGE = 500


def tell_platform(
    uids: Iterable[UUID], *, state: str, at: datetime | None = None, debit_date: date | None = None
) -> None:
    """Tell, with the caller's transaction, that these requests reached ``state``.

    It goes by the outbox, to this database as to another installation: whoever works on the books
    waits for nothing that the platform holds, and one path serves both.
    """
    step = Step(list(uids), state, at or timezone.now(), debit_date)
    for start in range(0, len(step.uids), _UIDS_PER_MESSAGE):
        _enqueue(replace(step, uids=step.uids[start : start + _UIDS_PER_MESSAGE]))


def _enqueue(step: Step) -> None:
    outbox.enqueue(
        "sepa.tell",
        identity=f"sepa.tell:{step.state}:{step.uids[0]}:{step.at.isoformat()}",
        payload={
            "uids": [str(uid) for uid in step.uids],
            "state": step.state,
            "at": step.at.isoformat(),
            "debit_date": step.debit_date.isoformat() if step.debit_date else None,
        },
    )


@outbox.handles("sepa.tell")
def deliver_steps(payload: dict[str, Any]) -> None:
    """Tell the platform. Raises PlatformError: the outbox tries again later."""
    day = payload["debit_date"]
    current_platform().tell(
        [
            Step(
                [UUID(uid) for uid in payload["uids"]],
                payload["state"],
                datetime.fromisoformat(payload["at"]),
                date.fromisoformat(day) if day else None,
            )
        ]
    )
