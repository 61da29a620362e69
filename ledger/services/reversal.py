"""Correct a posted entry: its mirror image in the same journal, once only."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import BusinessError
from core.models import User
from core.services import audit
from ledger.models import Entry, Journal
from ledger.services.matching.reversals import settle_reversal
from ledger.services.posting import NewEntry, NewLine, post_entries

#: Why a room above wants an entry of its own reversed there, in French; empty where it does not.
Objection = Callable[[Entry], str]
_objections: list[Objection] = []


def register_objection(objection: Objection) -> None:
    """Let a room above keep to itself the reversal of entries that it wrote."""
    if objection not in _objections:
        _objections.append(objection)


def reverse_by_hand(
    *, entry: Entry, acting_user: User | None, date: date, reason: str, voucher: str = ""
) -> Entry:
    """:func:`reverse_entry`, but for an entry that a room above keeps to itself.

    Raises BusinessError.
    """
    for objection in _objections:
        if refusal := objection(entry):
            raise BusinessError(refusal)
    return reverse_entry(
        entry=entry, acting_user=acting_user, date=date, reason=reason, voucher=voucher
    )


@transaction.atomic
def reverse_entry(
    *, entry: Entry, acting_user: User | None, date: date, reason: str, voucher: str = ""
) -> Entry:
    """Post the mirror entry, dated ``date``, and return it; ``voucher`` is the entry's by default.

    Raises BusinessError where no reason is given, where the entry is reversed already, is itself a
    reversal or is later than ``date``, and whatever posting refuses.
    """
    reason = reason.strip()
    # The journal's row makes two people wait for each other; an entry cannot be locked to change.
    Journal.objects.select_for_update(no_key=True).get(pk=entry.journal_id)
    _check(entry, date, reason)
    (mirror_id,) = post_entries(
        [
            NewEntry(
                entity_id=entry.entity_id,
                journal_id=entry.journal_id,
                date=date,
                voucher=voucher or entry.voucher,
                # Not translated: the law wants the books in French (C. com. L123-22).
                label=f"Contre-passation : {entry.label[:90]}",
                lines=[
                    NewLine(line.account_id, line.credit, line.debit, line.label)
                    for line in entry.lines.order_by("id")
                ],
                reverses_id=entry.pk,
            )
        ],
        acting_user=acting_user,
    )
    settle_reversal(entry=entry, mirror_id=mirror_id, acting_user=acting_user)
    mirror = Entry.objects.select_related("journal").get(pk=mirror_id)
    audit.record("entry.reverse", acting_user=acting_user, on=entry, by=str(mirror), reason=reason)
    return mirror


def _check(entry: Entry, date: date, reason: str) -> None:
    if not reason:
        raise BusinessError(
            _("Dites pourquoi l’écriture est contre-passée : la raison est conservée.")
        )
    if entry.reverses_id is not None:
        raise BusinessError(
            _("Cette écriture est elle-même une contre-passation : saisissez-en une nouvelle.")
        )
    if Entry.objects.filter(reverses=entry).exists():
        raise BusinessError(_("L’écriture %(entry)s est déjà contre-passée.") % {"entry": entry})
    if date < entry.date:
        raise BusinessError(
            _("Une contre-passation ne peut pas être antérieure à l’écriture du %(day)s.")
            % {"day": f"{entry.date:%d/%m/%Y}"}
        )
