"""Key a receipt by hand, for the channels that have no source of their own."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import format_euros
from ledger.books.models import Account, Journal
from ledger.books.posting.rules.usable_journal import is_foreign_journal
from receipts.draft.channels import CHANNELS
from receipts.draft.hooks import KEYING_CHECKS
from receipts.draft.models import DraftReceipt
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts


def key_receipt(
    *,
    acting_user: User,
    form_id: UUID,
    channel_code: str,
    account: Account,
    amount: Decimal,
    movement_date: date,
    label: str,
    movement_reference: str = "",
    journal: Journal | None = None,
    voucher: str = "",
    today: date | None = None,
) -> DraftReceipt:
    """Write the line that this user keyed; the same form (``form_id``) sent twice is one line.

    Raises BusinessError for a form that made another line already, a movement after ``today``
    (Paris time), a channel that is not keyed by hand, or keyed in batches at the counter, a journal
    of another entity, or for what other rooms check: a till whose day is counted.
    """
    _check(channel_code, account, journal)
    keyed = NewReceipt(
        channel=channel_code,
        source_key=f"keyed:{form_id}",
        movement_date=movement_date,
        label=label,
        amount=amount,
        entity_id=account.entity_id,
        account_id=account.pk,
        movement_reference=movement_reference,
        journal_id=journal.pk if journal else None,
        voucher=voucher,
        assigned_to_id=acting_user.pk,
    )
    return _draft(keyed, acting_user, today)


@transaction.atomic
def _draft(keyed: NewReceipt, acting_user: User, today: date | None) -> DraftReceipt:
    _refuse_another_channel(keyed)
    drafted = draft_receipts([keyed], acting_user=acting_user, today=today)
    rows = DraftReceipt.objects.select_related("journal")
    receipt = rows.get(channel=keyed.channel, source_key=keyed.source_key)
    if drafted.ids:
        for check in KEYING_CHECKS:
            check(receipt)
    else:
        _refuse_another(receipt, keyed)
    return receipt


def _check(channel_code: str, account: Account, journal: Journal | None) -> None:
    channel = CHANNELS.get(channel_code)
    if channel.keyed_in_batches:
        raise BusinessError(
            _(
                "Un chèque se saisit au guichet, dans un lot : c’est de là qu’il part en banque. "
                "Ouvrez un lot, ou reprenez celui du jour."
            )
        )
    if not channel.keyed_by_hand:
        raise BusinessError(_("Ce canal reçoit ses lignes de sa source : rien ne s’y saisit."))
    if journal is not None and is_foreign_journal(journal, account.entity_id):
        raise BusinessError(
            _("Le journal %(journal)s est d’une autre entité que le compte.")
            % {"journal": journal.code}
        )


def _refuse_another(receipt: DraftReceipt, keyed: NewReceipt) -> None:
    """A page that the browser kept brings its form back: filled in anew, it is not the same."""
    facts = [(each.account_id, each.amount, each.movement_date) for each in (receipt, keyed)]
    if facts[0] != facts[1]:
        raise BusinessError(_served(receipt))


def _refuse_another_channel(keyed: NewReceipt) -> None:
    """The identity of a line is its form within its channel: the other channels are looked at."""
    others = [each.code for each in CHANNELS if each.keyed_by_hand and each.code != keyed.channel]
    rows = DraftReceipt.objects.filter(channel__in=others, source_key=keyed.source_key)
    if receipt := rows.first():
        raise BusinessError(_served(receipt))


def _served(receipt: DraftReceipt) -> str:
    return _(
        "Ce formulaire a déjà servi : « %(line)s », %(amount)s, est au brouillard. "
        "Rouvrez-le pour une autre ligne."
    ) % {"line": receipt.label, "amount": format_euros(receipt.amount)}
