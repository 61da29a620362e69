"""Which debts a keyed cheque settles: as the debtor chose, or as the law orders."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO, format_euros, to_cents
from ledger.books.models import Account
from ledger.books.selectors.suspense import suspense_accounts
from receipts.counter.models import Batch
from receipts.counter.selectors.open_items import Owed, propose, read_books
from receipts.counter.services.match_before_proposing import match_before_proposing

#: What ``ChequeShare.settles`` holds: entry line id and cents.
Settles = list[tuple[int, int]]


def settle_shares(
    batch: Batch,
    shares: Sequence[tuple[int, Decimal]],
    *,
    chosen: Mapping[int, Sequence[tuple[int, Decimal]]],
    acting_user: User,
) -> dict[int, Settles]:
    """By account id, what its share settles; nothing in a batch without open items. The accounts
    are locked: two cheques keyed at once never settle the same euro of a debt.

    Raises BusinessError where a chosen debt is settled meanwhile, or takes less than was chosen.
    """
    if not batch.with_open_items:
        return {}
    ids = [account_id for account_id, _amount in shares]
    unknown = set(suspense_accounts().filter(pk__in=ids).values_list("pk", flat=True))
    rows = Account.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids)
    list(rows.order_by("pk").values_list("pk"))
    match_before_proposing(ids, acting_user=acting_user, on=batch.arrival_date)
    books = read_books(ids)
    found: dict[int, Settles] = {account_id: [] for account_id in unknown}
    for account_id, amount in shares:
        if account_id in unknown:
            continue
        owed = books.owed[account_id]
        chosen_parts = chosen.get(account_id)
        if chosen_parts is None:
            covered = books.covered(account_id)
            parts = propose(owed, amount, batch=batch, covered=covered).shares
            chosen_parts = [(part.item.line_id, part.amount) for part in parts]
        else:
            _check(owed, chosen_parts, amount)
        found[account_id] = [(line_id, to_cents(part)) for line_id, part in chosen_parts if part]
    return found


def _check(
    owed: Sequence[Owed], chosen_parts: Sequence[tuple[int, Decimal]], amount: Decimal
) -> None:
    known = {each.item.line_id: each for each in owed}
    if len({line_id for line_id, _part in chosen_parts}) < len(chosen_parts):
        raise BusinessError(_("Une dette est deux fois dans ce que règle ce chèque."))
    for line_id, part in chosen_parts:
        each = known.get(line_id)
        if each is None:
            raise BusinessError(
                _("Une des dettes choisies a été réglée entre-temps : relisez la liste.")
            )
        if part < ZERO:
            raise BusinessError(_("Ce qu’un chèque règle d’une dette n’est pas négatif."))
        if part > each.free:
            raise BusinessError(_too_much(each, part))
    settled = sum((part for _line_id, part in chosen_parts), ZERO)
    if settled > amount:
        raise BusinessError(
            _("Vous affectez %(settled)s, et il n’y a que %(amount)s à affecter.")
            % {"settled": format_euros(settled), "amount": format_euros(amount)}
        )


def _too_much(each: Owed, part: Decimal) -> str:
    if each.is_being_debited:
        return _("« %(label)s » est en cours de prélèvement : un chèque la paierait deux fois.") % {
            "label": each.item.label
        }
    return _("« %(label)s » ne peut recevoir que %(free)s, pas %(part)s.") % {
        "label": each.item.label,
        "free": format_euros(each.free),
        "part": format_euros(part),
    }
