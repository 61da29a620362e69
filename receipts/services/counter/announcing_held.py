"""Tell people in the morning which kept cheques are to be cashed."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.enums import Level
from core.models import User
from core.money import format_euros
from core.services import messages
from receipts.models import HeldCheque
from receipts.selectors.counter.held import due, total_of

KEY = "receipts.key_receipts"
_LINES_SHOWN = 20


def announce_due() -> str:
    """Tell whoever keeps the cheques whose day has come or, where they no longer key, everyone who
    receives messages. A day is told once, whatever the number of runs. Returns what was told."""
    rows = list(due())
    if not rows:
        return _("Aucun chèque gardé à encaisser aujourd’hui.")
    groups: dict[User | None, list[HeldCheque]] = {}
    for held in rows:
        able = held.keeper.is_active and held.keeper.has_perm(KEY)
        groups.setdefault(held.keeper if able else None, []).append(held)
    for keeper, theirs in groups.items():
        _tell([keeper] if keeper else messages.users_receiving_messages(), theirs)
    return _sentence(rows)


def _sentence(rows: Sequence[HeldCheque]) -> str:
    return ngettext(
        "%(count)d chèque gardé à encaisser : %(total)s.",
        "%(count)d chèques gardés à encaisser : %(total)s.",
        len(rows),
    ) % {"count": len(rows), "total": format_euros(total_of(rows))}


def _tell(recipients: Sequence[User], rows: Sequence[HeldCheque]) -> None:
    stale = any(held.is_stale for held in rows)
    lines = [
        _("n° %(number)s, %(drawer)s, %(amount)s, convenu pour le %(day)s")
        % {
            "number": held.number,
            "drawer": held.drawer,
            "amount": format_euros(held.amount),
            "day": f"{held.agreed_date:%d/%m/%Y}",
        }
        for held in rows[:_LINES_SHOWN]
    ]
    if len(rows) > _LINES_SHOWN:
        lines.append(_("… et %(count)d de plus.") % {"count": len(rows) - _LINES_SHOWN})
    # The latest day that came: told again only once another cheque comes up.
    newest = max(held.agreed_date for held in rows)
    messages.notify(
        recipients,
        identity=f"held.due:{newest.isoformat()}",
        title=_sentence(rows),
        body="\n".join(lines),
        link=f"{reverse('receipts:held_cheques')}?etat=due",
        level=Level.WARNING if stale else Level.INFO,
    )
