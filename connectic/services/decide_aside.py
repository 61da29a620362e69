"""Decide of a line kept aside: take it into the draft, or set it down with a reason."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from connectic.enums import AsideState
from connectic.formats.grammar import Means
from connectic.models import AsideLine
from connectic.services.draft_payments import CHANNEL, identity, journal_setting, said_of
from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account
from receipts.draft.models import DraftReceipt
from receipts.draft.rules.reasons import optional_reason
from receipts.draft.services.check_receipts import closed_reason
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts


@transaction.atomic
def take_aside(
    *,
    line_id: int,
    acting_user: User,
    account: Account,
    amount: Decimal,
    paid_on: date,
    means: Means,
    note: str,
    now: datetime,
) -> DraftReceipt:
    """Draft what a person read in the line, on the account that they chose, under the payment's
    own number where it has one: sent again corrected, it is known.

    Raises BusinessError for a line already decided, one whose number came in meanwhile, for what
    is not a payment, and for an account that is closed.
    """
    line = _locked(line_id)
    today = timezone.localdate(now)
    _check(account, amount, paid_on, today)
    drafted = draft_receipts(
        [_receipt(line, account, amount, paid_on, means)], acting_user=acting_user, today=today
    )
    if not drafted.ids:
        raise BusinessError(
            _(
                "Le paiement %(id)s de l’automate %(kiosk)s est déjà au brouillard : classez cette "
                "ligne. Si c’est un autre paiement, saisissez-le à la main."
            )
            % {"id": line.payment_id, "kiosk": line.kiosk}
        )
    line.receipt = DraftReceipt.objects.get(pk=drafted.ids[0])
    _decide(line, AsideState.TAKEN, note, acting_user, now)
    facts = {"account": account.code, "amount": str(amount), "reason": line.note}
    audit.record("kiosk.take_aside", acting_user=acting_user, on=line, **facts)
    return line.receipt


def _receipt(
    line: AsideLine, account: Account, amount: Decimal, paid_on: date, means: Means
) -> NewReceipt:
    return NewReceipt(
        channel=CHANNEL,
        source_key=_source_key(line, paid_on),
        movement_date=paid_on,
        label=said_of(account.label),
        amount=amount,
        entity_id=account.entity_id,
        account_id=account.pk,
        movement_reference=f"{line.kiosk}/{line.payment_id or f'l.{line.line_number}'}",
        journal_setting=journal_setting(means),
        raw_data=_told(line, account, amount, means),
    )


def _source_key(line: AsideLine, paid_on: date) -> str:
    """The payment's number, unless a payment of another day, or another sum, has it already."""
    if line.payment_id and line.other_id is None:
        key = identity(line.kiosk, line.payment_id)
        same = DraftReceipt.objects.filter(channel=CHANNEL, source_key=key)
        if not same.exclude(movement_date=paid_on).exists():
            return key
    return f"aside:{line.pk}"


def _told(line: AsideLine, account: Account, amount: Decimal, means: Means) -> dict[str, str]:
    """As the kiosk would have told it: the line sent again corrected is compared with this."""
    return {
        "id": line.payment_id,
        "entity": account.entity.code,
        "account": account.code,
        "amount": f"{amount:.2f}",
        "means": means.value,
        "line": line.raw,
        "reason": line.reason,
    }


def _check(account: Account, amount: Decimal, paid_on: date, today: date) -> None:
    if closed := closed_reason(account.code, account.closed_on):
        raise BusinessError(closed)
    if amount <= 0:
        raise BusinessError(
            _("Un remboursement ne passe pas par le brouillard : faites-le, puis classez la ligne.")
        )
    if paid_on > today:
        raise BusinessError(_("Un paiement ne peut pas être à venir."))


@transaction.atomic
def set_down(*, line_id: int, acting_user: User, note: str, now: datetime) -> AsideLine:
    """Nothing is drafted of this line, for a reason that is kept. Raises BusinessError."""
    line = _locked(line_id)
    if not note.strip():
        raise BusinessError(_("Dites pourquoi la ligne est classée : le motif est conservé."))
    _decide(line, AsideState.SET_DOWN, note, acting_user, now)
    audit.record("kiosk.set_down", acting_user=acting_user, on=line, reason=line.note)
    return line


def _locked(line_id: int) -> AsideLine:
    line = AsideLine.objects.select_for_update(of=("self",)).filter(pk=line_id).first()
    if line is None or line.state != AsideState.WAITING:
        raise BusinessError(_("Cette ligne est déjà décidée : rechargez la page."))
    return line


def _decide(
    line: AsideLine, state: AsideState, note: str, acting_user: User, now: datetime
) -> None:
    line.state, line.note = state, optional_reason(note, most=300)
    line.decided_by, line.decided_at = acting_user, now
    line.save()
