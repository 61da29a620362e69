"""What kept cheques add to the frame: menu, morning service, words, and notices on records."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import actions, navigation
from core.lists import records
from core.services import schedule
from receipts.selectors.counter.held import Kept, due_count, kept_for
from receipts.services.counter.announcing_held import announce_due

KEY = "receipts.key_receipts"

ACTIONS = {
    "held.keep": _("Chèque gardé"),
    "held.keep_again": _("Retiré du lot, gardé de nouveau"),
    "held.key": _("Mis dans un lot"),
    "held.change": _("Date convenue changée"),
    "held.hand_over": _("Confié à un collègue"),
    "held.give_back": _("Rendu au tireur"),
    "held.cancel": _("Chèque gardé annulé"),
    "held.restore": _("Gardé de nouveau"),
}

MENU = (
    navigation.MenuItem(
        "counter", _("Chèques gardés"), "receipts:held_cheques", "clock-pause", KEY, due_count
    ),
)


def _of_account(account: Any) -> list[records.Notice]:
    kept = kept_for(Q(account=account.pk))
    return _notice(kept, entite=account.entity_id, compte=account.code)


def _of_party(party: Any) -> list[records.Notice]:
    kept = kept_for(Q(account__party=party.pk))
    return _notice(kept, q=party.name)


def _notice(kept: Kept | None, **query: Any) -> list[records.Notice]:
    url = f"{reverse('receipts:held_cheques')}?{urlencode(query)}"
    return [records.Notice(str(kept), url, "clock-pause")] if kept else []


def register() -> None:
    """Tell core and the ledger of all of it; called once, when the application starts."""
    actions.register(ACTIONS)
    for item in MENU:
        navigation.register(item)
    schedule.register(
        code="receipts.held",
        label=_("Chèques gardés à encaisser"),
        run=announce_due,
        default_times=["07:00"],
        at_sign_in=True,
    )
    records.register_notices("ledger.account", records.NoticeSource(_of_account, KEY))
    records.register_notices("ledger.party", records.NoticeSource(_of_party, KEY))
