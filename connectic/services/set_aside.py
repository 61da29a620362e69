"""Keep lines of a kiosk's file aside for a person, each once however often it is sent."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from connectic.models import AsideLine, PaymentsFile

#: A day, as a line gives the moment of its payment.
_DATED = re.compile(r"\b20[0-9]{2}-?[01][0-9]-?[0-3][0-9]")


@dataclass(frozen=True, slots=True)
class Aside:
    """A line for a person. ``other_id`` is the draft's line that has its number already, where
    that is why it waits."""

    line_number: int
    reason: str
    raw: str
    payment_id: str = ""
    other_id: int | None = None


def set_aside(record: PaymentsFile, lines: Iterable[Aside], twins: Counter[str]) -> None:
    """Write those that no file of this kiosk brought before. ``twins`` counts, through one file,
    the lines without a number that look the same: each of them is a payment of its own."""
    AsideLine.objects.bulk_create(
        [
            AsideLine(
                payments_file=record,
                kiosk=record.kiosk,
                payment_id=line.payment_id,
                fingerprint=_fingerprint(record, line, twins),
                line_number=line.line_number,
                raw=line.raw,
                reason=line.reason,
                other_id=line.other_id,
            )
            for line in lines
        ],
        ignore_conflicts=True,
    )


def _fingerprint(record: PaymentsFile, line: Aside, twins: Counter[str]) -> str:
    """The same for a line sent again in a file of other bytes."""
    # A line too long to be read has no text to be known by.
    text = line.raw or f"{record.file_id}/{line.line_number}"
    if not _DATED.search(text):
        # Word for word the same in the file of another evening, it is another payment.
        text = f"{record.business_date} {text}"
    found = hashlib.sha256(text.encode()).hexdigest()
    if line.payment_id:
        return found
    twins[found] += 1
    return f"{found}/{twins[found]}"
