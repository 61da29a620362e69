"""Deliver quittances and reçus to tenants: checked, and told to the audit trail."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.enums import AccountRole
from ledger.books.models import Account
from ledger.reports.selectors.rent import RentReceipt, rent_receipts

#: More pages than this would keep the reader waiting.
MAX_AT_ONCE = 100


@transaction.atomic
def issue_rent_receipts(
    *, account_ids: Iterable[int], start: date, end: date, acting_user: User | None
) -> list[RentReceipt]:
    """What to print for each tenant over a period, once it is told who printed it.

    Raises BusinessError, naming each account that can have none: not a tenant's, no rent nor
    charges due or paid in the period.
    """
    if end < start:
        raise BusinessError(_("La période finit avant de commencer."))
    chosen = Account.objects.select_related("entity", "party", "building").filter(
        pk__in=list(account_ids)
    )
    accounts = list(chosen.order_by("entity__code", "code")[: MAX_AT_ONCE + 1])
    if not accounts or len(accounts) > MAX_AT_ONCE:
        raise BusinessError(
            _("Choisissez de 1 à %(count)d comptes de locataires.") % {"count": MAX_AT_ONCE}
        )
    made = rent_receipts(accounts, start, end)
    problems = [problem for each in made if (problem := _problem(each, start))]
    if problems:
        raise BusinessError(_("Aucune quittance n’a été éditée."), problems)
    _record(made, start, end, acting_user)
    return made


def _record(made: Sequence[RentReceipt], start: date, end: date, acting_user: User | None) -> None:
    audit.record_many(
        "account.rent_receipt",
        acting_user=acting_user,
        items=[
            (
                each.account,
                {
                    "document": _("quittance") if each.is_full else _("reçu"),
                    "period": f"{start:%d/%m/%Y} – {end:%d/%m/%Y}",
                    "paid": str(each.paid),
                },
            )
            for each in made
        ],
    )


def _problem(receipt: RentReceipt, start: date) -> str:
    since = receipt.account.held_since
    facts = {"account": receipt.account}
    if since and start < since:
        return _("%(account)s : son titulaire ne l’est que depuis le %(day)s.") % {
            **facts,
            "day": f"{since:%d/%m/%Y}",
        }
    if receipt.account.role != AccountRole.TENANT:
        return _("%(account)s : ce n’est pas le compte d’un locataire.") % facts
    if not receipt.parts:
        return _("%(account)s : ni loyer ni charges n’étaient dus sur cette période.") % facts
    if not receipt.paid:
        return _("%(account)s : rien n’a été payé du loyer ni des charges.") % facts
    return ""
