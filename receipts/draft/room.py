"""What the draft brings to the house."""

from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.database.retention import KINDS, ON_BOOKS, Kind
from core.files.person import DUTIES, HOLDINGS, Holding
from core.jobs.services.outbox import WORKS, Work
from core.screens.dashboard import CARDS, Card
from core.screens.lists.records import TABS, RecordTab
from core.screens.lists.words import READERS, FactReader
from core.screens.navigation import MENU, MenuItem
from core.screens.search import SOURCES, Source
from ledger.books.selectors.journal_settings import JOURNAL_SETTINGS, JournalSetting
from ledger.books.services.close_year import CLOSING_CHECKS
from ledger.books.services.reverse_entry import OBJECTIONS
from receipts.draft.channel import OtherChannel
from receipts.draft.channels import CHANNELS, label_of
from receipts.draft.selectors import (
    draft_objections as objections,
)
from receipts.draft.selectors import (
    receipts_of_party as personal_data,
)
from receipts.draft.selectors.find_receipts import find
from receipts.draft.selectors.waiting import waiting
from receipts.draft.services import match_posted_receipts
from receipts.draft.views import cards

SEE = "receipts_draft.see_draft"

CHANNELS.add(OtherChannel())
JOURNAL_SETTINGS.add(
    JournalSetting(OtherChannel.code, OtherChannel.label, order=OtherChannel.order)
)

MENU.add(
    MenuItem("draft", _("Brouillard d’encaissement"), "receipts:draft", "inbox", SEE, waiting),
    MenuItem("entries", _("Règlements"), "receipts:receipts", "list-search", SEE, order=60),
    MenuItem(
        "settings",
        _("Règle des espèces"),
        "receipts:cash_rule",
        "cash-banknote-off",
        "core_people.manage_settings",
        order=72,
    ),
)
TABS.add(
    RecordTab(
        "receipts",
        _("Encaissements"),
        "receipts:account_receipts",
        SEE,
        on="ledger_books.account",
    )
)
CARDS.add(
    Card(
        "received",
        _("Encaissements de la semaine"),
        "receipts/partials/card_received.html",
        cards.received,
        SEE,
        width=8,
        order=10,
    ),
    Card(
        "waiting",
        _("Ce qui attend au brouillard"),
        "receipts/partials/card_waiting.html",
        cards.waiting,
        SEE,
        width=4,
        order=20,
    ),
)
SOURCES.add(Source("receipts", _("Règlements"), "cash", find, SEE))

CLOSING_CHECKS.add(objections.against_closing)
OBJECTIONS.add(objections.against_reversal)
WORKS.add(Work(match_posted_receipts.KIND, match_posted_receipts.match_posted))

READERS.add(FactReader("channel", label_of))
name_actions(
    {
        "receipt.draft": _("Porté au brouillard"),
        "receipt.prepare": _("Préparé"),
        "receipt.answer": _("Comptabilisé sans fichier de prélèvement"),
        "receipt.unprepare": _("Préparation annulée"),
        "receipt.post": _("Validé en comptabilité"),
        "receipt.cancel": _("Retiré du brouillard"),
        "receipt.edit": _("Ligne modifiée"),
        "receipt.assign": _("Affecté à un compte"),
        "receipt.reverse": _("Règlement contre-passé"),
        "receipt.divert": _("Lettré autrement que choisi"),
        "receipt.identify": _("Règlement identifié"),
        "receipt.unidentify": _("Identification annulée"),
        "receipt.override_cash_rule": _("Espèces admises malgré la règle"),
        "cash_rule.update": _("Plafonds des espèces modifiés"),
    }
)

KINDS.add(
    Kind(
        "receipts",
        _("Règlements, chèques, espèces, remises en banque"),
        _("Payeur, montant, banque et n° du chèque (jamais l’IBAN), reçus d’espèces"),
        ON_BOOKS,
        _("10 ans après la clôture de l’exercice"),
    )
)
HOLDINGS.add(
    Holding("lines", _("Écritures"), personal_data.lines),
    Holding("receipts", _("Règlements"), personal_data.receipts),
)
DUTIES.add(personal_data.draft_duty)
