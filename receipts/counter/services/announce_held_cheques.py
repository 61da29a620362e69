"""Tell people in the morning which kept cheques are to be cashed."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.database.portfolio import portfolio_of
from core.jobs.enums import Level
from core.jobs.models import SystemMessage
from core.jobs.services import messages
from core.people.models import User
from core.text.money import format_euros
from receipts.counter.models import HeldCheque
from receipts.counter.selectors.held_cheques import due, total_of

KEY = "receipts_counter.key_receipts"
_IDENTITY = "held.due:"
#: Cheques that one message names: as many as its identity holds.
_PER_MESSAGE = 12


def announce_due() -> str:
    """Tell whoever keeps the cheques whose day has come or, where they no longer key, everyone who
    receives messages. Each cheque is told once to each of them, and once more when it is too old
    for the bank, whatever the number of runs. Returns what there is to cash."""
    rows = list(due())
    if not rows:
        return _("Aucun chèque gardé à encaisser aujourd’hui.")
    groups: dict[User | None, list[HeldCheque]] = {}
    for held in rows:
        groups.setdefault(held.keeper if _is_able(held) else None, []).append(held)
    for keeper, theirs in groups.items():
        _tell([keeper] if keeper else messages.users_receiving_messages(), theirs)
    return _sentence(rows)


def _is_able(held: HeldCheque) -> bool:
    """Whether its keeper still keys, and still works on its entity."""
    keeper = held.keeper
    if not (keeper.is_active and keeper.has_perm(KEY)):
        return False
    return portfolio_of(keeper).holds([held.entity_id])


def _sentence(rows: Sequence[HeldCheque]) -> str:
    return ngettext(
        "%(count)d chèque gardé à encaisser : %(total)s.",
        "%(count)d chèques gardés à encaisser : %(total)s.",
        len(rows),
    ) % {"count": len(rows), "total": format_euros(total_of(rows))}


def _tell(recipients: Sequence[User], rows: Sequence[HeldCheque]) -> None:
    for people in [[person] for person in recipients] or [[]]:
        sent_marks = _told_to(people or messages.administrators())
        news = [held for held in rows if _mark(held) not in sent_marks]
        for start in range(0, len(news), _PER_MESSAGE):
            _send(people, news[start : start + _PER_MESSAGE])


def _send(people: Sequence[User], rows: Sequence[HeldCheque]) -> None:
    messages.notify(
        people,
        identity=_IDENTITY + ",".join(_mark(held) for held in rows),
        title=_sentence(rows),
        body="\n".join(_line(held) for held in rows),
        link=f"{reverse('receipts:held_cheques')}?etat=due",
        level=Level.WARNING if any(held.is_stale for held in rows) else Level.INFO,
        entities=[held.entity_id for held in rows],
    )


def _mark(held: HeldCheque) -> str:
    """What makes it news: the cheque, the day agreed, and whether the bank may refuse it now."""
    facts = f"{held.pk} {held.agreed_date.isoformat()} {held.is_stale}"
    return sha256(facts.encode()).hexdigest()[:8]


def _told_to(people: Iterable[User]) -> set[str]:
    rows = SystemMessage.objects.filter(recipient__in=people, identity__startswith=_IDENTITY)
    sent_marks = rows.values_list("identity", flat=True)
    return {mark for each in sent_marks for mark in each.removeprefix(_IDENTITY).split(",")}


def _line(held: HeldCheque) -> str:
    facts = {
        "number": held.number,
        "drawer": held.drawer,
        "amount": format_euros(held.amount),
        "day": f"{held.agreed_date:%d/%m/%Y}",
        "last": f"{held.last_day:%d/%m/%Y}",
    }
    if held.is_stale:
        return (
            _("n° %(number)s, %(drawer)s, %(amount)s : périmé depuis le %(last)s, à remplacer")
            % facts
        )
    return _("n° %(number)s, %(drawer)s, %(amount)s, convenu pour le %(day)s") % facts
