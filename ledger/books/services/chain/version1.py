"""Version 1 of the canonical form, for the entries that were sealed with it: ids, and no names.

One JSON array without spaces: the version tag, the hash before (empty for number 1), the ids of
entity, journal and fiscal year, the number, the date, voucher, label, the id of the entry it
reverses or null, the time of posting (UTC, microseconds), the id of who posted or null, then the
lines in their order, each as ``[account id, debit in cents, credit in cents, label]``.
"""

import hashlib
import json
from datetime import UTC

from ledger.books.services.chain.seal_entry import SealedEntry

VERSION = "1"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def next_hash(previous: str, entry: SealedEntry) -> str:
    """The hash of ``entry`` where ``previous`` is the hash before it in its chain."""
    content = _encode(
        [
            f"lsc-entry/{VERSION}",
            previous,
            entry.entity_id,
            entry.journal_id,
            entry.fiscal_year_id,
            entry.number,
            entry.date.isoformat(),
            entry.voucher,
            entry.label,
            entry.reverses_id,
            entry.posted_at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.posted_by_id,
            [[line.account_id, line.debit, line.credit, line.label] for line in entry.lines],
        ]
    )
    return f"{VERSION}:{hashlib.sha256(content.encode()).hexdigest()}"
