"""What becomes of the lines of a kiosk's file: drafted, known already, or kept aside."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from connectic.formats.grammar import Means, Payment, Unreadable
from connectic.services.set_aside import Aside
from core.people.models import User
from core.text.money import ZERO
from ledger.books.models import Account, Entity
from receipts.draft.models import DraftReceipt
from receipts.draft.services.check_receipts import closed_reason
from receipts.draft.services.draft_receipts import Drafted, NewReceipt, draft_receipts

CHANNEL = "kiosk"


@dataclass
class Count:
    """What the lines add up to, as they go by."""

    found: int = 0
    total: Decimal = ZERO
    cash: Decimal = ZERO
    drafted: int = 0
    drafted_total: Decimal = ZERO
    known: int = 0
    #: Of the lines kept aside without a number, how many look the same.
    twins: Counter[str] = field(default_factory=Counter)


def take_chunk(
    chunk: Sequence[Payment | Unreadable],
    kiosk: str,
    count: Count,
    acting_user: User | None,
    *,
    today: date,
) -> list[Aside]:
    """Draft the payments of a chunk. Returns what is to be kept aside.

    The caller's transaction holds it all.
    """
    aside: list[Aside] = []
    contradicting: list[Payment] = []
    payments: dict[str, Payment] = {}
    count.found += len(chunk)
    for line in chunk:
        if isinstance(line, Unreadable):
            aside.append(Aside(line.line_number, line.reason, line.raw, line.id))
            continue
        count.total += line.amount
        if line.means is Means.CASH:
            count.cash += line.amount
        if line.amount < 0:
            reason = _("Un remboursement : à décider.")
            aside.append(Aside(line.line_number, reason, _text_of(line), line.id))
        elif line.id in payments:
            count.known += 1
            if not _same(payments[line.id], line):
                contradicting.append(line)
        else:
            payments[line.id] = line
    books = _books_of(payments.values())
    drafted = draft_receipts(
        _receipts_of(payments.values(), kiosk, books), acting_user=acting_user, today=today
    )
    contradicting += _sort_out(payments, kiosk, drafted, count)
    return aside + _contradictions(contradicting, kiosk)


def _sort_out(
    payments: dict[str, Payment], kiosk: str, drafted: Drafted, count: Count
) -> list[Payment]:
    """Count what is new and what was known. Returns what contradicts what was known."""
    old = []
    for payment in payments.values():
        if (CHANNEL, identity(kiosk, payment.id)) in drafted.created:
            count.drafted += 1
            count.drafted_total += payment.amount
        else:
            old.append(payment)
    count.known += len(old)
    stored = _Stored.by_key(old, kiosk)
    return [payment for payment in old if not stored[identity(kiosk, payment.id)].is_of(payment)]


def _contradictions(payments: Sequence[Payment], kiosk: str) -> list[Aside]:
    """Each with the line of the draft that has its number."""
    if not payments:
        return []
    stored = _Stored.by_key(payments, kiosk)
    announced = ((payment, stored[identity(kiosk, payment.id)]) for payment in payments)
    return [
        Aside(payment.line_number, _twice(payment, known), _text_of(payment), payment.id, known.pk)
        for payment, known in announced
    ]


def identity(kiosk: str, payment_id: str) -> str:
    """The source key of a payment: the number that its kiosk gave it."""
    return f"{kiosk}:{payment_id}"


def _same(one: Payment, other: Payment) -> bool:
    """Whether it is one payment told twice. A kiosk that numbers from 1 again gives an old number
    to a payment of another moment."""
    facts = [(each.entity, each.account, each.amount, each.paid_at) for each in (one, other)]
    return facts[0] == facts[1]


class _Stored(NamedTuple):
    """The line of the draft that has a payment's number."""

    pk: int
    movement_date: date
    raw: dict[str, Any]

    @classmethod
    def by_key(cls, payments: Iterable[Payment], kiosk: str) -> "dict[str, _Stored]":
        keys = {identity(kiosk, payment.id) for payment in payments}
        rows = DraftReceipt.objects.filter(channel=CHANNEL, source_key__in=keys)
        values = rows.values_list("source_key", "pk", "movement_date", "raw_data")
        return {key: cls(*facts) for key, *facts in values}

    def is_of(self, payment: Payment) -> bool:
        """Whether the payment is this one; a line taken by hand has a day, and no hour."""
        announced = (payment.entity, payment.account, str(payment.amount))
        if (self.raw["entity"], self.raw["account"], self.raw["amount"]) != announced:
            return False
        if "paid_at" in self.raw:
            return datetime.fromisoformat(self.raw["paid_at"]) == payment.paid_at
        return self.movement_date == timezone.localdate(payment.paid_at)


def _twice(payment: Payment, stored: _Stored) -> str:
    facts = {
        "id": payment.id,
        "first": f"{stored.movement_date:%d/%m/%Y}",
        "day": f"{timezone.localdate(payment.paid_at):%d/%m/%Y}",
    }
    announced = (payment.entity, payment.account, str(payment.amount))
    if (stored.raw["entity"], stored.raw["account"], stored.raw["amount"]) == announced:
        return (
            _(
                "Le n° %(id)s a déjà servi à un paiement du %(first)s. Celui-ci, du %(day)s, en "
                "est un autre : l’automate a sans doute repris sa numérotation."
            )
            % facts
        )
    return _("Le paiement %(id)s a déjà été reçu avec un autre compte ou un autre montant.") % facts


def _text_of(payment: Payment) -> str:
    return ";".join(str(part) for part in raw_data_of(payment).values())


def said_of(name: str) -> str:
    """The label of a client's payment: in French, whoever reads (C. com. L123-22)."""
    return f"Règlement {name}"


def journal_setting(means: Means | str) -> str:
    """The entity's journal setting for a means of payment: ``kiosk.cash``."""
    return f"{CHANNEL}.{means.lower()}"


def raw_data_of(payment: Payment) -> dict[str, str]:
    """What the kiosk said, as the draft keeps it."""
    return {
        "id": payment.id,
        "paid_at": payment.paid_at.isoformat(),
        "entity": payment.entity,
        "account": payment.account,
        "coupon": payment.coupon,
        "amount": str(payment.amount),
        "means": payment.means.value,
        "payer": payment.payer,
        "card_ticket": payment.card_ticket,
    }


class _Known(NamedTuple):
    """An account that the books know."""

    entity_id: int
    pk: int
    label: str
    closed_on: date | None


@dataclass(frozen=True)
class _Books:
    """What the books know of the payments of a chunk."""

    #: By ``(entity code, account code)``.
    accounts: Mapping[tuple[str, str], _Known]
    entities: Mapping[str, int]


def _books_of(payments: Collection[Payment]) -> _Books:
    """In two statements."""
    codes = {payment.entity for payment in payments}
    found = Account.objects.filter(
        entity__code__in=codes, code__in={payment.account for payment in payments}
    ).values_list("entity__code", "code", *_Known._fields)
    return _Books(
        {(entity, code): _Known(*account) for entity, code, *account in found},
        dict(Entity.objects.filter(code__in=codes).values_list("code", "id")),
    )


def _unknown(payment: Payment) -> str:
    said = _("L’automate nomme le compte %(entity)s/%(account)s, que les livres ignorent.")
    return said % {"entity": payment.entity[:40], "account": payment.account[:60]}


def _receipts_of(payments: Iterable[Payment], kiosk: str, books: _Books) -> Iterator[NewReceipt]:
    zone = timezone.get_current_timezone()
    for payment in payments:
        account = books.accounts.get((payment.entity, payment.account))
        reason = closed_reason(payment.account, account.closed_on) if account else _unknown(payment)
        name = (account.label if account else "") or payment.payer or payment.account
        yield NewReceipt(
            channel=CHANNEL,
            source_key=identity(kiosk, payment.id),
            movement_date=payment.paid_at.astimezone(zone).date(),
            label=said_of(name),
            amount=payment.amount,
            entity_id=account.entity_id if account else books.entities.get(payment.entity),
            account_id=account.pk if account and not reason else None,
            unassigned_reason=reason,
            movement_reference=f"{kiosk}/{payment.id}",
            journal_setting=journal_setting(payment.means),
            raw_data=raw_data_of(payment),
        )
