"""Create and change ledger accounts."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account, EntryLine
from ledger.books.services import account_search_texts as search_texts
from ledger.books.services import save_record as records

#: A class digit, a second digit, then digits or capitals: 512000, 450PIERREP, 81MARITON.
_CODE = re.compile(r"[1-9][0-9][0-9A-Z]{1,18}")


def clean_code(text: str) -> str:
    """The account number in capitals without spaces. Raises BusinessError where it is none."""
    code = "".join(text.split()).upper()
    if not _CODE.fullmatch(code):
        raise BusinessError(
            _(
                "Un n° de compte commence par deux chiffres, la classe d’abord, et continue par "
                "des chiffres ou des lettres : 512000, 450PIERREP."
            )
        )
    return code


def _derive(account: Account) -> None:
    account.code = clean_code(account.code)
    account.search_text = search_texts.of_account(account.code, account.label)


def _guard(before: Account | None, after: Account) -> None:
    if after.building and after.building.entity_id != after.entity_id:
        raise BusinessError(_("Cet immeuble est celui d’une autre entité."))
    moved = before and (before.entity_id, before.code) != (after.entity_id, after.code)
    if moved and EntryLine.objects.filter(account=after).exists():
        raise BusinessError(
            _("Ce compte a déjà des écritures : son numéro et son entité ne changent plus.")
        )


def _hold(before: Account, after: Account, *, today: date) -> None:
    """Another holder's begins the day after, unless the same act says when: whatever happened
    that very day may still be the former one's."""
    if before.party_id == after.party_id or before.held_since != after.held_since:
        return
    if before.party_id or before.held_since:
        after.held_since = today + timedelta(days=1)


def create_account(*, acting_user: User | None, **values: Any) -> Account:
    """Create an account from its fields. Raises BusinessError."""
    account = Account(**values)
    _derive(account)
    _guard(None, account)
    return records.create(account, acting_user=acting_user, action="account.create")


def update_account(
    *,
    account: Account,
    values: Mapping[str, Any],
    acting_user: User | None,
    today: date,
    seen: int | None = None,
) -> Account:
    """Change an account; its number and entity only while it has no entry. Raises BusinessError.

    Given to another party on ``today``, it is that one's from the next day on (``held_since``).
    """

    def guard(before: Account, after: Account) -> None:
        _guard(before, after)
        _hold(before, after, today=today)

    return records.update(
        account,
        values,
        acting_user=acting_user,
        action="account.update",
        seen=seen,
        guard=guard,
        prepare=_derive,
    )
