"""Post what a counted till lacks, or has beyond its book: one entry, once."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO, format_euros
from ledger.books.models import Account, Entry
from ledger.books.posting import post_entries
from receipts.till.models import CashCount, TillDifferenceAccounts
from receipts.till.selectors.cash_difference import (
    accounts_for,
    difference_entry,
    difference_now,
    require_standing,
    standing_entry,
)
from receipts.till.services.reopen_till_day import lock_count


def post_difference(
    count_id: int,
    *,
    account_id: int,
    seen: Decimal,
    remember: bool,
    acting_user: User,
    today: date,
    entry_date: date | None = None,
) -> Entry:
    """Bring the books to what was counted, on the day of the count; ``seen`` is the difference that
    was previewed, in euros. With ``remember``, the entity's next differences go there too.
    ``entry_date`` is the day of the entry where the year of the count takes none any more.

    Raises ClosedFiscalYearError or NoFiscalYearError where such a day is wanted, BusinessError
    where nothing is to be posted, it is posted already, a later day's is, the count was reopened,
    it changed since it was seen, the day's book changed since it was counted, or the books refuse.
    """
    with transaction.atomic():
        # The till's account is locked after it, by the posting, once the journals are.
        count = lock_count(count_id)
        amount = difference_now(count)
        require_standing(count)
        _check(count, amount, seen)
        account = _account(count, account_id, amount)
        entry = _post(count, account, amount, on=entry_date, acting_user=acting_user, today=today)
        if remember:
            _remember(account, is_shortage=amount < ZERO)
        audit.record(
            "account.post_cash_difference",
            acting_user=acting_user,
            on=count.account,
            day=f"{count.day:%d/%m/%Y}",
            difference=str(amount),
            account=account.code,
            entry=str(entry),
            explanation=count.reason,
        )
    return entry


def _post(
    count: CashCount,
    account: Account,
    amount: Decimal,
    *,
    on: date | None,
    acting_user: User,
    today: date,
) -> Entry:
    entry = difference_entry(count, account, amount, on=on)
    (entry_id,) = post_entries([entry], acting_user=acting_user, today=today)
    count.entry = Entry.objects.select_related("journal").get(pk=entry_id)
    count.save(update_fields=["entry"])
    return count.entry


def _check(count: CashCount, amount: Decimal, seen: Decimal) -> None:
    posted = standing_entry(count)
    if posted is not None:
        raise BusinessError(
            _("Cet écart est déjà en comptabilité : écriture %(entry)s.") % {"entry": posted}
        )
    later = CashCount.objects.filter(
        account=count.account_id, day__gt=count.day, entry__reversed_by__isnull=True
    ).exclude(entry=None)
    newest = later.first()
    if newest is not None:
        raise BusinessError(
            _(
                "L’écart du %(day)s est déjà en comptabilité et tient compte de celui-ci : "
                "contre-passez-le d’abord."
            )
            % {"day": f"{newest.day:%d/%m/%Y}"}
        )
    if amount == ZERO:
        raise BusinessError(_("Le journal de caisse s’accorde avec ce qui fut compté."))
    if amount != seen:
        raise BusinessError(
            _("L’écart a changé depuis l’aperçu, il est de %(amount)s : relisez, puis validez.")
            % {"amount": format_euros(amount)}
        )


def _account(count: CashCount, account_id: int, amount: Decimal) -> Account:
    allowed = accounts_for(count, is_shortage=amount < ZERO)
    for account in allowed:
        if account.pk == account_id:
            return account
    raise BusinessError(
        _("Choisissez un compte ouvert de charges, de produits ou d’attente de cette entité.")
    )


def _remember(account: Account, *, is_shortage: bool) -> None:
    field = "shortage" if is_shortage else "surplus"
    TillDifferenceAccounts.objects.update_or_create(
        entity_id=account.entity_id, defaults={field: account}
    )
