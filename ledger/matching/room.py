"""What matching brings to the house."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.jobs.services.schedule import SERVICES, Service
from core.screens.dashboard import CARDS, Card
from ledger.books.services.reverse_entry import AFTER_REVERSAL
from ledger.books.views.common import SEE
from ledger.matching.services.match_at_night import match_all_accounts
from ledger.matching.services.settle_undone import settle_undone
from ledger.matching.views.cards import overdue_card

AFTER_REVERSAL.add(settle_undone)
SERVICES.add(
    Service(
        "ledger.match",
        _("Lettrage automatique"),
        lambda: match_all_accounts(today=timezone.localdate()),
        ("03:30",),
    )
)
CARDS.add(
    Card(
        "overdue",
        _("Ce qui est en retard"),
        "ledger/partials/card_overdue.html",
        overdue_card,
        SEE,
        width=4,
        order=50,
    )
)
name_actions({"account.match": _("Lettrage"), "account.unmatch": _("Délettrage")})
