"""What the desk's outcomes add to the frame: words in the history, notices on the accounts."""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import actions
from core.lists.records import Notice, NoticeSource, register_notices
from core.money import format_euros
from ledger import reminders
from ledger.models import Account
from receipts import outcomes
from receipts.enums import WAITING
from receipts.models import ItemOutcome
from receipts.outcomes.desk import DESK
from receipts.selectors.counter.open_items import is_under_way, standing
from receipts.shell.counter import KEY

ACTIONS = {
    "outcome.note": gettext_lazy("Suite notée au guichet"),
    "outcome.remove": gettext_lazy("Suite retirée du lot"),
    "outcome.finish": gettext_lazy("Suites du lot exécutées"),
    "outcome.undo": gettext_lazy("Suite défaite"),
    "receipt.divert": gettext_lazy("Lettré autrement que choisi"),
}


def say(row: ItemOutcome, label: str = "") -> str:
    """« Sans paiement : 2e trim., 65,63 €, refus du client »."""
    its = outcomes.outcome(row.kind)
    return _("%(label)s : %(item)s, %(amount)s, %(told)s") % {
        "label": label or its.label,
        "item": row.line.label,
        "amount": format_euros(row.amount),
        "told": its.told(row),
    }


def _say_now(row: ItemOutcome) -> str:
    """The same, of what is on its way."""
    return say(row, _("En cours de prélèvement") if is_under_way(row) else "")


def _notices(account: Account) -> list[Notice]:
    return [
        Notice(_say_now(row), reverse("receipts:batch", args=[row.batch_id]), _icon(row))
        for row in standing([account.pk])
        if _matters(row)
    ]


def _before_reminding(account_ids: Sequence[int]) -> dict[int, list[str]]:
    said: dict[int, list[str]] = defaultdict(list)
    for row in standing(account_ids):
        if _matters(row):
            said[row.account_id].append(_say_now(row))
    return said


def _matters(row: ItemOutcome) -> bool:
    """Until its money is in the books, or its line out of the draft."""
    return row.receipt is None or row.receipt.status in WAITING


def _icon(row: ItemOutcome) -> str:
    return outcomes.outcome(row.kind).icon


def register() -> None:
    """Tell core of all of it; called once, when the application starts."""
    actions.register(ACTIONS)
    for each in DESK:
        outcomes.register(each)
    reminders.register(_before_reminding)
    register_notices("ledger.account", NoticeSource(_notices, KEY))
