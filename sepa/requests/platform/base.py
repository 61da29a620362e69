"""What the back office asks of the platform, wherever the platform is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from core.database.crypto import blind_index
from core.text.errors import BusinessError


class PlatformError(BusinessError):
    """The platform is down, slow, refuses us or answers nonsense; nothing was changed here."""


@dataclass(frozen=True)
class PendingRequest:
    """A signed request that waits to be fetched. ``amount`` in euros.

    ``iban`` is in clear, and in no trace of this object; ``evidence`` is JSON text.
    ``pdf_id`` is the archived mandate where it is in this database already.
    """

    uid: UUID
    entity_code: str
    account_code: str
    amount: Decimal
    creditor_name: str
    creditor_identifier: str
    debtor_name: str
    payer_name: str
    debtor_email: str
    iban: str = field(repr=False)
    iban_masked: str
    bic: str
    mandate_reference: str
    movement_reference: str
    signed_at: datetime
    evidence: str
    pdf_sha256: str
    pdf_id: int | None

    @property
    def iban_index(self) -> str:
        """The mark by which the books know this IBAN: a front that holds no key of theirs, and
        only hands the request on, cannot make it."""
        return blind_index(self.iban)


@dataclass(frozen=True)
class Page:
    """Some pending requests, oldest first; ``next`` is the cursor of what follows, None at the
    end.

    ``unreadable`` has a keyed mark for each that LSC cannot read: they stay on the platform.
    """

    requests: Sequence[PendingRequest]
    next: int | None
    unreadable: Sequence[str] = ()


@dataclass(frozen=True)
class Step:
    """What the back office tells of requests: they reached ``state`` at that instant.

    ``debit_date`` is the collection date, where the step knows it.
    """

    uids: Sequence[UUID]
    state: str
    at: datetime
    debit_date: date | None = None


class Platform(Protocol):
    """Every method raises PlatformError where the platform cannot be had."""

    #: True where telling steps is a write in this database, made in the caller's transaction.
    is_local: bool

    def pending(self, *, after: int, limit: int) -> Page:
        """Pending requests beyond the cursor ``after`` (0: from the first)."""
        ...

    def tell(self, steps: Sequence[Step]) -> None:
        """Tell what became of requests. Told twice, or out of order, it changes nothing."""
        ...

    def mandate_pdf(self, uid: UUID) -> bytes:
        """The signed mandate of a request."""
        ...
