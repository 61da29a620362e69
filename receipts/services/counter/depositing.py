"""Take posted cheques to the bank: one slip per bank account, one line on it in the books."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from core.bulk import copy_rows
from core.errors import BusinessError
from core.models import User
from core.money import ZERO, to_cents
from core.services import audit
from ledger.models import BankAccount, EntryLine, Journal
from ledger.services.posting import NewEntry, NewLine, post_entries
from receipts.enums import ChequeState
from receipts.models import Cheque, DepositLine, DepositSlip
from receipts.selectors.counter.deposits import to_deposit, to_take_back


def deposit_cheques(
    *,
    acting_user: User,
    form_id: UUID,
    bank_account_id: int,
    journal_id: int,
    day: date,
    left_out: Sequence[int] = (),
) -> DepositSlip:
    """A slip of every posted cheque of the bank account's entity but those ``left_out``; what was
    cancelled since it was deposited is taken back by a negative line. The same form sent twice is
    one slip.

    Raises BusinessError where there is nothing to deposit or the books refuse.
    """
    with transaction.atomic():
        bank = _lock_bank(bank_account_id)
        known = DepositSlip.objects.filter(form_id=form_id).first()
        if known:
            return known
        journal = _journal(journal_id, bank.entity_id)
        lines = _lines(bank.entity_id, left_out)
        total = sum((amount for _cheque, amount in lines), ZERO)
        if not lines or total <= ZERO:
            raise BusinessError(_nothing(lines))
        number = _next_number(bank)
        slip = DepositSlip.objects.create(
            form_id=form_id,
            entity_id=bank.entity_id,
            bank_account=bank,
            number=number,
            date=day,
            cheque_count=len(lines),
            total=total,
            entry_id=_post(journal, lines, number, day, acting_user),
            created_by=acting_user,
        )
        _write_lines(slip, lines)
        audit.record("deposit.make", acting_user=acting_user, on=slip, total=str(total))
    return slip


def _lock_bank(bank_account_id: int) -> BankAccount:
    """The bank account, whose slips are numbered one after the other."""
    rows = BankAccount.objects.select_for_update(of=("self",), no_key=True)
    bank = rows.defer("iban").filter(pk=bank_account_id).first()
    if bank is None:
        raise BusinessError(_("Ce compte bancaire n’existe plus."))
    return bank


def _next_number(bank: BankAccount) -> int:
    last = DepositSlip.objects.filter(bank_account=bank).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


#: Cheque id and signed amount in euros.
Lines = Sequence[tuple[int, Decimal]]


def _lines(entity_id: int, left_out: Sequence[int]) -> Lines:
    """Each cheque with its signed amount, locked in one order."""
    wanted = Cheque.objects.filter(entity_id=entity_id).select_for_update(of=("self",))
    taken = set(to_deposit(entity_id).exclude(pk__in=left_out).values_list("pk", flat=True))
    given_back = set(to_take_back(entity_id).values_list("pk", flat=True))
    rows = wanted.filter(pk__in=taken | given_back).order_by("pk")
    lines = []
    for pk, state, amount in rows.values_list("pk", "state", "amount"):
        if pk in taken and state == ChequeState.DRAFTED:
            lines.append((pk, amount))
        elif pk in given_back and state == ChequeState.CANCELLED:
            lines.append((pk, -amount))
    return lines


def _nothing(lines: Lines) -> str:
    if lines:
        return _(
            "Les chèques repris d’anciennes remises dépassent ceux d’aujourd’hui : la remise ne "
            "rapporterait rien. Attendez d’autres chèques."
        )
    return _(
        "Aucun chèque validé n’attend d’être remis : validez d’abord leurs lignes au brouillard."
    )


def _journal(journal_id: int, entity_id: int) -> Journal:
    journal = Journal.objects.filter(pk=journal_id, entity_id=entity_id, active=True).first()
    if journal is None or journal.treasury_account_id is None:
        raise BusinessError(
            _("Choisissez le journal de banque de cette entité, avec son compte de trésorerie.")
        )
    return journal


def _post(journal: Journal, lines: Lines, number: int, day: date, acting_user: User) -> int:
    """Debit the bank once; credit what the receipts debited, normally 5112 alone."""
    bank_id = int(journal.treasury_account_id or 0)
    label = _("Remise de %(count)d chèques n° %(number)d") % {
        "count": len(lines),
        "number": number,
    }
    sums = _by_account(lines)
    if bank_id in sums:
        raise BusinessError(
            _(
                "Ces chèques sont déjà sur le compte de ce journal : dans la fiche de l’entité, "
                "donnez aux chèques un journal dont la trésorerie est 5112, chèques à encaisser."
            )
        )
    total = sum(sums.values(), ZERO)
    others = [
        NewLine(pk, -amount if amount < ZERO else ZERO, max(amount, ZERO), label)
        for pk, amount in sums.items()
        if amount
    ]
    entry = NewEntry(
        entity_id=journal.entity_id,
        journal_id=journal.pk,
        date=day,
        voucher=f"REM{number}",
        label=label,
        lines=(NewLine(bank_id, total, ZERO, label), *others),
    )
    return post_entries([entry], acting_user=acting_user)[0]


def _by_account(lines: Lines) -> Mapping[int, Decimal]:
    """What the receipts of these cheques debited when they were posted, signed, by account."""
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for sign in (1, -1):
        cheques = [pk for pk, amount in lines if amount * sign > ZERO]
        if not cheques:
            continue
        debited = EntryLine.objects.filter(
            entry__receipt__cheque_share__cheque__in=cheques, debit__gt=0
        )
        totals = debited.order_by().values("account").annotate(total=Sum("debit"))
        for account_id, total in totals.values_list("account", "total"):
            sums[account_id] += total * sign
    return sums


def _write_lines(slip: DepositSlip, lines: Lines) -> None:
    copy_rows(
        DepositLine,
        ["slip", "cheque", "amount"],
        ((slip.pk, pk, to_cents(amount)) for pk, amount in lines),
    )
    Cheque.objects.filter(deposit_lines__slip=slip, state=ChequeState.DRAFTED).update(
        state=ChequeState.DEPOSITED
    )
