"""Create and change journals."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Entry, Journal
from ledger.books.services import save_record as records

_CODE = re.compile(r"[A-Z0-9]{1,10}")


def _derive(journal: Journal) -> None:
    journal.code = journal.code.strip().upper()
    if not _CODE.fullmatch(journal.code):
        raise BusinessError(
            _("Un code journal est fait de lettres et de chiffres, 10 au plus : BQ, RA, CM.")
        )


def _guard(before: Journal | None, after: Journal) -> None:
    treasury = after.treasury_account
    if treasury and treasury.entity_id != after.entity_id:
        raise BusinessError(_("Le compte de trésorerie est celui d’une autre entité."))
    moved = before and (before.entity_id, before.code) != (after.entity_id, after.code)
    if moved and Entry.objects.filter(journal=after).exists():
        raise BusinessError(
            _("Ce journal a déjà des écritures : son code et son entité ne changent plus.")
        )


def create_journal(*, acting_user: User | None, **values: Any) -> Journal:
    """Create a journal from its fields. Raises BusinessError."""
    journal = Journal(**values)
    _derive(journal)
    _guard(None, journal)
    return records.create(journal, acting_user=acting_user, action="journal.create")


def update_journal(
    *,
    journal: Journal,
    values: Mapping[str, Any],
    acting_user: User | None,
    seen: int | None = None,
) -> Journal:
    """Change a journal; its code and entity only while it is empty. Raises BusinessError."""
    return records.update(
        journal,
        values,
        acting_user=acting_user,
        action="journal.update",
        seen=seen,
        guard=_guard,
        prepare=_derive,
    )
