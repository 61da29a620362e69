"""What the draft adds to the frame: its place in the menu, the dashboard and the search."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.dashboard import Card
from core.lists.records import RecordTab
from core.models import User
from core.money import format_euros
from core.navigation import MenuItem
from core.search import Found
from receipts.selectors import dashboard as selectors
from receipts.selectors.draft import waiting_count

#: The menu asks every minute, for everyone: one count serves for a while.
COUNT_SECONDS = 30


def waiting(user: User, entity: str) -> int:
    """How many lines wait for this user in the draft, in this entity (empty: in all)."""
    key = f"draft-waiting:{user.pk}:{quote(entity)}"
    found = cache.get_or_set(key, lambda: waiting_count(user, entity), COUNT_SECONDS)
    return int(found or 0)


MENU = (
    MenuItem(
        module="draft",
        label=_("Brouillard d’encaissement"),
        url_name="receipts:draft",
        icon="inbox",
        right="receipts.see_draft",
        waiting=waiting,
    ),
    MenuItem(
        module="entries",
        label=_("Règlements"),
        url_name="receipts:receipts",
        icon="list-search",
        right="receipts.see_draft",
    ),
)
CASH_RULE = MenuItem(
    module="settings",
    label=_("Règle des espèces"),
    url_name="receipts:cash_rule",
    icon="cash-banknote-off",
    right="core.manage_settings",
)
CASH_BOOK = MenuItem(
    module="counter",
    label=_("Journal de caisse"),
    url_name="receipts:cash_book",
    icon="cash",
    right="receipts.see_draft",
)
ACTIVITY = MenuItem(
    module="counter",
    label=_("Journée du guichet"),
    url_name="receipts:activity",
    icon="calendar-stats",
    right="receipts.see_draft",
)
ACCOUNT_TAB = RecordTab(
    "receipts", _("Encaissements"), "receipts:account_receipts", "receipts.see_draft"
)


def find(user: User, text: str) -> Iterable[Found]:
    """Receipts that carry this text or amount, the latest first."""
    for row in selectors.find(user, text):
        account = f"{row.entity.code} {row.account.code}" if row.entity and row.account else ""
        yield Found(
            url=reverse("receipts:record", args=[row.pk]),
            title=f"{row.label} · {format_euros(row.amount)}",
            detail=f"{row.movement_date:%d/%m/%Y} {account} {row.get_status_display()}",
        )


def _received(request: HttpRequest) -> dict[str, Any]:
    return {"received": selectors.received_this_week(_user(request))}


def _waiting(request: HttpRequest) -> dict[str, Any]:
    return {"waiting": selectors.waiting_by_channel(_user(request))}


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - cards are shown to staff only
    return request.user


#: What the audit trail's verbs are called on screen.
ACTIONS = {
    "receipt.draft": _("Porté au brouillard"),
    "receipt.prepare": _("Préparé"),
    "receipt.answer": _("Comptabilisé sans fichier de prélèvement"),
    "receipt.unprepare": _("Préparation annulée"),
    "receipt.post": _("Validé en comptabilité"),
    "receipt.cancel": _("Retiré du brouillard"),
    "receipt.edit": _("Ligne modifiée"),
    "receipt.assign": _("Affecté à un compte"),
    "receipt.reverse": _("Règlement contre-passé"),
    "receipt.override_cash_rule": _("Espèces admises malgré la règle"),
    "receipt.issue_cash_receipt": _("Reçu d’espèces délivré"),
    "account.count_till": _("Caisse comptée"),
    "account.reopen_till": _("Jour de caisse rouvert"),
    "account.post_cash_difference": _("Écart de caisse passé"),
    "cash_rule.update": _("Plafonds des espèces modifiés"),
}

CARDS = (
    Card(
        code="received",
        label=_("Encaissements de la semaine"),
        template="receipts/partials/card_received.html",
        context=_received,
        right="receipts.see_draft",
        width=8,
        order=10,
    ),
    Card(
        code="waiting",
        label=_("Ce qui attend au brouillard"),
        template="receipts/partials/card_waiting.html",
        context=_waiting,
        right="receipts.see_draft",
        width=4,
        order=20,
    ),
)
