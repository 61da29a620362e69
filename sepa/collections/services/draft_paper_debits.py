"""One-off debits that the counter asks for, on a coupon that the client signed.

A mandate for a one-off debit is good for one collection (EPC016-06, SDD Core rulebook, sequence
type OOFF; Banque de France, « Le prélèvement SEPA »: the authorisation of a one-off debit is valid
for a single one). So a debit that is presented again has a mandate of its own, with a new reference
(RUM) and a new signature. The scheme would let the creditor send again, under the same reference, a
collection that the bank rejected before its settlement; the draft does not know of such a reject,
and a second debit under a used mandate would be an unauthorised one, refundable for 13 months.

The reference is drawn when the outcome is noted, so that it is written on the coupon before that
is filed: a paper mandate must bear it, and be kept by the creditor.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from core.database.crypto import Ring
from core.database.iban import bank_of, iban_fingerprint
from core.people.models import User
from receipts.counter.models import ItemOutcome
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts
from receipts.draft.services.match_posted_receipts import settlement_wish
from sepa.mandates.enums import PAPER
from sepa.mandates.models import Mandate
from sepa.mandates.rules.creditor import creditor_name
from sepa.requests.services.fetching.draft_requests import CHANNEL


def last_mandate(account_id: int) -> Mandate | None:
    """The mandate of the account's last one-off debit, whose IBAN a new one may take; those that
    were given up before they went to the bank do not count."""
    rows = Mandate.objects.filter(receipt__account=account_id).select_related("receipt")
    rows = rows.exclude(receipt__status=ReceiptStatus.CANCELLED)
    return rows.defer("evidence", "receipt__raw_data").order_by("-signed_at", "-pk").first()


def draft_debits(
    rows: Sequence[ItemOutcome], *, label: str, acting_user: User, now: datetime
) -> None:
    """A line of the draft and its mandate per outcome, in a constant number of statements. Drafted
    again, nothing changes: the outcome is the line's identity."""
    with transaction.atomic():
        drafted = draft_receipts(
            [_line(row, label, acting_user) for row in rows], acting_user=acting_user
        )
        lines = DraftReceipt.objects.in_bulk(drafted.ids)
        for row in rows:
            row.receipt = lines[drafted.created[CHANNEL, _key(row)]]
        Mandate.objects.bulk_create([_mandate(row, now) for row in rows], batch_size=500)
        ItemOutcome.objects.bulk_update(rows, ["receipt"], batch_size=500)


def _key(row: ItemOutcome) -> str:
    return f"outcome:{row.pk}"


def _line(row: ItemOutcome, label: str, acting_user: User) -> NewReceipt:
    return NewReceipt(
        channel=CHANNEL,
        source_key=_key(row),
        movement_date=row.batch.arrival_date,
        # Not translated: the law wants the books in French (C. com. L123-22).
        label=f"{label} {row.details['holder']}",
        amount=row.amount,
        entity_id=row.account.entity_id,
        account_id=row.account_id,
        movement_reference=row.details["mandate_reference"],
        assigned_to_id=acting_user.pk,
        raw_data={
            "batch": row.batch_id,
            "outcome": row.pk,
            "mandate_reference": row.details["mandate_reference"],
            "debtor": row.details["holder"],
            "iban": row.iban_masked,
            "signed_on": row.details["signed_on"],
            **settlement_wish([(row.line_id, row.amount)]),
        },
    )


def _mandate(row: ItemOutcome, now: datetime) -> Mandate:
    entity, party = row.account.entity, row.account.party
    signed_on = date.fromisoformat(row.details["signed_on"])
    mandate = Mandate(
        receipt=row.receipt,
        # Not the form's, which the browser chose.
        request_uid=uuid4(),
        mandate_reference=row.details["mandate_reference"],
        creditor_identifier=entity.creditor_identifier,
        creditor_name=creditor_name(entity),
        amount=row.amount,
        debtor_name=row.details["holder"],
        debtor_email=party.email if party else "",
        bic=bank_of(row.iban)[0],
        # Paper bears a day only.
        signed_at=timezone.make_aware(datetime.combine(signed_on, time(12))),
        fetched_at=now,
        evidence=_evidence(row),
    )
    mandate.set_iban(row.iban)
    return mandate


def _evidence(row: ItemOutcome) -> dict[str, str]:
    """The paper is the proof; this says who saw it, when, and in which batch it is filed."""
    return {
        "channel": PAPER,
        "signed_on": row.details["signed_on"],
        "seen_by": row.noted_by.get_username(),
        "seen_at_utc": row.noted_at.astimezone(UTC).isoformat(),
        "filed_with": f"lot {row.batch_id}",
        "sequence": "OOFF",
        "entity": row.account.entity.code,
        "account": row.account.code,
        "amount": str(row.amount),
        "iban_masked": row.iban_masked,
        "iban_fingerprint": iban_fingerprint(row.iban, Ring.BOOKS),
    }


def take_back(row: ItemOutcome) -> DraftReceipt | None:
    """The line that undoing this outcome must take out of the draft; None where it is out."""
    receipt = row.receipt
    return receipt if receipt is not None and receipt.cancelled_at is None else None
