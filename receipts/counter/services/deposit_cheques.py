"""Take posted cheques to the bank: one slip per bank account, one line on it in the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.database.bulk import copy_rows
from core.database.lookups import among
from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO, to_cents
from ledger.books.models import BankAccount, Journal
from receipts.counter.enums import ChequeState
from receipts.counter.models import Cheque, DepositLine, DepositSlip
from receipts.counter.selectors.cheques_to_deposit import (
    to_deposit,
    to_take_back,
)
from receipts.counter.services.post_deposit_slip import SlipLine, post_slip, total_of
from receipts.draft.selectors.bank_journals import journal_of


@dataclass(frozen=True)
class Shown:
    """What was on screen when the slip was asked for: how many cheques, and their sum in euros,
    those taken back with a minus sign; before any was left out."""

    count: int
    total: Decimal


def deposit_cheques(
    *,
    acting_user: User,
    form_id: UUID,
    bank_account_id: int,
    day: date,
    today: date,
    left_out: Sequence[int] = (),
    shown: Shown | None = None,
) -> DepositSlip:
    """A slip of every posted cheque of the bank account's entity but those ``left_out``, written
    in the bank account's own journal; what was cancelled since an earlier slip on this account
    took it is taken back by a negative line. The same form sent twice is one slip.

    Raises BusinessError where there is nothing to deposit, where it is no longer what was
    ``shown``, for a day before the cheques were posted or after ``today``, or where the books
    refuse.
    """
    with transaction.atomic():
        bank = _lock_bank(bank_account_id)
        if known := _already_written(form_id, bank, day, left_out):
            return known
        journal = _journal(bank)
        lines = _lines(bank)
        if shown is not None and shown != Shown(len(lines), total_of(lines)):
            raise BusinessError(
                _(
                    "Les chèques à remettre ont changé depuis leur affichage : rien n’a été écrit. "
                    "Relisez-les, puis recommencez."
                )
            )
        kept_back = set(left_out)
        lines = [line for line in lines if line.amount < ZERO or line.cheque_id not in kept_back]
        if not lines or total_of(lines) <= ZERO:
            raise BusinessError(_nothing(lines))
        slip = _write(
            bank, journal, lines, form_id=form_id, day=day, today=today, acting_user=acting_user
        )
        audit.record("deposit.make", acting_user=acting_user, on=slip, total=str(slip.total))
    return slip


def _already_written(
    form_id: UUID, bank: BankAccount, day: date, left_out: Sequence[int]
) -> DepositSlip | None:
    """The slip of this form. Raises BusinessError where it asked for another one."""
    known = DepositSlip.objects.filter(form_id=form_id).first()
    if known is None:
        return None
    taken_otherwise = known.lines.filter(cheque__in=left_out, amount__gt=0).exists()
    if (known.bank_account_id, known.date) != (bank.pk, day) or taken_otherwise:
        raise BusinessError(
            _("Ce formulaire a déjà écrit la « %(slip)s » : rouvrez-le pour une autre.")
            % {"slip": known}
        )
    return known


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


def _lines(bank: BankAccount) -> list[SlipLine]:
    """What may go on a slip of this account now, the cheques locked in one order."""
    taken = set(to_deposit(bank.entity_id).values_list("pk", flat=True))
    given_back = set(to_take_back(bank.pk).values_list("pk", flat=True))
    cheques = Cheque.objects.filter(among("pk", taken | given_back)).order_by("pk")
    rows = cheques.select_for_update(of=("self",)).values_list("pk", "state", "amount")
    lines = []
    for pk, state, amount in rows:
        if pk in taken and state == ChequeState.DRAFTED:
            lines.append(SlipLine(pk, amount))
        elif pk in given_back and state == ChequeState.CANCELLED:
            lines.append(SlipLine(pk, -amount))
    return lines


def _nothing(lines: Sequence[SlipLine]) -> str:
    if lines:
        return _(
            "Les chèques repris d’anciennes remises dépassent ceux d’aujourd’hui : la remise ne "
            "rapporterait rien. Attendez d’autres chèques."
        )
    return _(
        "Aucun chèque validé n’attend d’être remis : validez d’abord leurs lignes au brouillard."
    )


def _journal(bank: BankAccount) -> Journal:
    journal = journal_of(bank)
    if journal is None:
        raise BusinessError(
            _(
                "Dites d’abord, dans la fiche du compte bancaire « %(bank)s », en quel journal de "
                "banque il se tient : un journal actif, avec son compte de trésorerie."
            )
            % {"bank": bank}
        )
    return journal


def _write(
    bank: BankAccount,
    journal: Journal,
    lines: Sequence[SlipLine],
    *,
    form_id: UUID,
    day: date,
    today: date,
    acting_user: User,
) -> DepositSlip:
    number = _next_number(bank)
    slip = DepositSlip.objects.create(
        form_id=form_id,
        entity_id=bank.entity_id,
        bank_account=bank,
        number=number,
        date=day,
        cheque_count=sum(line.amount > ZERO for line in lines),
        total=total_of(lines),
        entry_id=post_slip(
            journal, lines, number=number, day=day, today=today, acting_user=acting_user
        ),
        created_by=acting_user,
    )
    _write_lines(slip, lines)
    return slip


def _write_lines(slip: DepositSlip, lines: Sequence[SlipLine]) -> None:
    copy_rows(
        DepositLine,
        ["slip", "cheque", "amount"],
        ((slip.pk, line.cheque_id, to_cents(line.amount)) for line in lines),
    )
    Cheque.objects.filter(deposit_lines__slip=slip, state=ChequeState.DRAFTED).update(
        state=ChequeState.DEPOSITED
    )
