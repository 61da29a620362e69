"""Say whose a receipt of the suspense account is, and take it back: each an entry, each once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entry, EntryLine
from ledger.books.posting import NewEntry, NewLine, post_entries
from ledger.books.selectors.suspense import is_suspense
from ledger.books.services.reverse_entry import reverse_entry
from ledger.matching.services.match_by_hand import match_lines
from receipts.draft.channels import CHANNELS
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt, Identification
from receipts.draft.rules.reasons import reason_of
from receipts.draft.selectors.unidentified import standing_identification, standing_identifications
from receipts.draft.services.lock_receipts import lock_receipts

REVERSE = "ledger_books.reverse_entry"


@dataclass(frozen=True)
class Owner:
    """Whose the money is: its account, and the journal and day of the transfer to it."""

    account_id: int
    journal_id: int
    day: date


def identify_receipt(
    receipt_id: int, owner: Owner, *, acting_user: User, today: date
) -> Identification:
    """Transfer a posted receipt from the suspense account (472) to its owner's, and match the two
    lines of the former.

    Raises BusinessError for a receipt that is not on a suspense account, no longer stands or is
    identified already; for an account that is closed, of another entity or no client's; for a day
    before the receipt's entry or after ``today``; and for whatever the books refuse.
    """
    with transaction.atomic():
        (receipt,) = lock_receipts([receipt_id], acting_user=acting_user)
        entry, suspense = _waiting(receipt)
        account = _owner(owner.account_id, suspense)
        _check_day(owner.day, entry.date, today)
        transfer = _transfer(receipt, owner, suspense, account)
        (entry_id,) = post_entries([transfer], acting_user=acting_user, today=today)
        lines = EntryLine.objects.filter(entry__in=[entry.pk, entry_id], account=suspense)
        match_lines(
            account=suspense,
            line_ids=lines.values_list("pk", flat=True),
            acting_user=acting_user,
            on=owner.day,
        )
        made = Identification.objects.create(
            receipt=receipt, account=account, entry=Entry.objects.get(pk=entry_id)
        )
        facts = {"account": str(account), "entry": str(made.entry), "amount": str(receipt.amount)}
        audit.record("receipt.identify", acting_user=acting_user, on=receipt, **facts)
    return made


def undo_identification(receipt_id: int, *, acting_user: User, reason: str, day: date) -> Entry:
    """The receipt was not theirs: reverse the transfer on ``day``, so that it waits for its owner
    again. Returns the mirror.

    Raises BusinessError without a reason or the right to reverse, where the receipt is not
    identified any more, and for whatever the books refuse.
    """
    reason = reason_of(reason)
    if not acting_user.has_perm(REVERSE):
        raise BusinessError(
            _(
                "L’identification est en comptabilité : il faut le droit de contre-passer une "
                "écriture pour l’annuler."
            )
        )
    with transaction.atomic():
        lock_receipts([receipt_id], acting_user=acting_user)
        identification = standing_identification(receipt_id)
        if identification is None:
            raise BusinessError(_("Ce règlement n’est plus identifié : rechargez la page."))
        return _undo(identification, acting_user=acting_user, reason=reason, day=day)


def forget_owners(
    receipts: Iterable[DraftReceipt], *, acting_user: User, reason: str, day: date
) -> None:
    """Undo what identified these locked receipts, whose money is no longer there: a cheque that
    bounces or is cancelled. No earlier than the transfer itself."""
    for known in standing_identifications([receipt.pk for receipt in receipts]):
        on = max(day, known.entry.date)
        _undo(known, acting_user=acting_user, reason=reason, day=on)


def _undo(identification: Identification, *, acting_user: User, reason: str, day: date) -> Entry:
    mirror = reverse_entry(
        entry=identification.entry,
        acting_user=acting_user,
        date=day,
        reason=reason,
        today=timezone.localdate(),
    )
    identification.undone = True
    identification.save(update_fields=["undone"])
    facts = {"account": str(identification.account), "entry": str(mirror), "reason": reason}
    audit.record("receipt.unidentify", acting_user=acting_user, on=identification.receipt, **facts)
    return mirror


def _waiting(receipt: DraftReceipt) -> tuple[Entry, Account]:
    """The receipt's entry and its suspense account. Raises BusinessError."""
    entry, account = receipt.entry, receipt.account
    if receipt.status != ReceiptStatus.POSTED or entry is None or account is None:
        raise BusinessError(
            _("Ce règlement n’est pas en comptabilité : validez-le, puis identifiez-le.")
        )
    if not is_suspense(account):
        raise BusinessError(_("Ce règlement n’est pas à identifier : il a son compte."))
    gone = DraftReceipt.objects.filter(CHANNELS.get(receipt.channel).gone(), pk=receipt.pk)
    if Entry.objects.filter(reverses=entry).exists() or gone.exists():
        raise BusinessError(_("Cet argent n’est plus là : le règlement est annulé ou impayé."))
    known = standing_identification(receipt.pk)
    if known is not None:
        raise BusinessError(
            _("Ce règlement est déjà identifié : %(account)s, écriture %(entry)s.")
            % {"account": known.account, "entry": known.entry}
        )
    return entry, account


def _owner(account_id: int, suspense: Account) -> Account:
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise BusinessError(_("Ce compte n’existe plus : choisissez-en un autre."))
    if account.entity_id != suspense.entity_id:
        raise BusinessError(
            _(
                "Ce compte est d’une autre entité. L’argent de deux entités ne se mélange "
                "jamais (loi du 10 juillet 1965, art. 18) : annulez le chèque et ressaisissez-le."
            )
        )
    if account.closed_on is not None:
        raise BusinessError(
            _("Le compte %(account)s est soldé : choisissez-en un autre.")
            % {"account": account.code}
        )
    if is_suspense(account) or account.role == AccountRole.TREASURY:
        raise BusinessError(_("Choisissez le compte de qui a payé, ni d’attente ni de banque."))
    return account


def _check_day(day: date, earliest: date, today: date) -> None:
    if not earliest <= day <= today:
        raise BusinessError(
            _("L’identification se date entre le %(first)s, jour du règlement, et aujourd’hui.")
            % {"first": f"{earliest:%d/%m/%Y}"}
        )


def _transfer(receipt: DraftReceipt, owner: Owner, suspense: Account, account: Account) -> NewEntry:
    # Not translated: the law wants the books in French (C. com. L123-22).
    label = f"Identifié : {receipt.label}"[:120]
    return NewEntry(
        entity_id=suspense.entity_id,
        journal_id=owner.journal_id,
        date=owner.day,
        voucher=receipt.voucher,
        label=label,
        lines=[
            NewLine(suspense.pk, receipt.amount, ZERO, label),
            NewLine(account.pk, ZERO, receipt.amount, label),
        ],
    )
