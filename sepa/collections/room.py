"""What the files of direct debits bring to the house."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.database.retention import KINDS, ON_BOOKS, Kind
from core.files.exchange.consumers import FILE_KINDS, FileKind
from core.jobs.services.outbox import WORKS, Work
from core.jobs.services.schedule import SERVICES, Service
from core.screens.dashboard import CARDS, Card
from core.screens.lists.actions import LIST_ACTIONS, ListAction
from core.screens.navigation import MENU, MenuItem
from core.screens.search import SOURCES, Source
from ledger.books.selectors.journal_settings import JOURNAL_SETTINGS, JournalSetting
from ledger.books.selectors.known_outside import KNOWN_OUTSIDE
from ledger.books.services.reverse_entry import OBJECTIONS
from receipts.counter.outcomes import OUTCOMES
from receipts.draft.channels import CHANNELS
from sepa.collections.channel import OneOffChannel
from sepa.collections.outcomes import BillAgain, PresentAgain
from sepa.collections.selectors import under_way
from sepa.collections.selectors.find_debits import find_by_reference
from sepa.collections.services import (
    announce_paper_debits as notices,
)
from sepa.collections.services import (
    erase_mandates,
    move_paid,
    settle_due,
)
from sepa.collections.services.deliver_file import withdraw_file

_SEE = "sepa_collections.see_collections"
_GENERATE = "sepa_collections.generate_collection"

CHANNELS.add(OneOffChannel())
JOURNAL_SETTINGS.add(
    JournalSetting(OneOffChannel.code, OneOffChannel.label, order=OneOffChannel.order)
)
OUTCOMES.add(PresentAgain(), BillAgain())
OBJECTIONS.add(move_paid.against_reversal)
KNOWN_OUTSIDE.add(under_way.has_collected)

MENU.add(
    MenuItem(
        "debits",
        _("Fichiers"),
        "sepa:collections",
        "transfer-out",
        right=_SEE,
        waiting=under_way.collections_to_send,
    ),
    # Brought here, not by the room of mandates: it comes after the files.
    MenuItem("debits", _("Mandats"), "sepa:mandates", "signature", right=_SEE),
)
CARDS.add(
    Card(
        "sepa",
        _("Prélèvements en cours"),
        "sepa/partials/card.html",
        lambda _request: under_way.card(today=timezone.localdate()),
        right=_SEE,
        width=4,
        order=40,
    )
)
SOURCES.add(
    Source(
        code="sepa",
        label=_("Prélèvements"),
        icon="transfer-out",
        provider=find_by_reference,
        right=_SEE,
    )
)
LIST_ACTIONS.add(
    ListAction(
        "generate",
        _("Générer le fichier de prélèvement"),
        "sepa:preview_mandates",
        "file-export",
        key="F6",
        right=_GENERATE,
        on="sepa.mandates",
    )
)
SERVICES.add(
    Service(
        code="sepa.settle",
        label=_("Régler les fichiers de prélèvement échus"),
        run=lambda: settle_due(now=timezone.now()),
        default_times=("06:00",),
    )
)
WORKS.add(
    Work(move_paid.KIND, move_paid.move),
    Work(move_paid.BACK, move_paid.move_back),
    Work(
        notices.KIND,
        lambda payload: notices.mail_paper_debit(payload, today=timezone.localdate()),
    ),
    Work("sepa.withdraw_file", lambda payload: withdraw_file(payload, now=timezone.now())),
)
FILE_KINDS.add(FileKind("pain.008", _("Fichier de prélèvement")))
name_actions(
    {
        "collection.generate": _("Fichier généré"),
        "collection.download": _("Fichier téléchargé"),
        "collection.deliver": _("Fichier déposé de nouveau"),
        "collection.send": _("Transmis à la banque"),
        "collection.settle": _("Réglé"),
        "collection.move": _("Porté au compte de la banque"),
        "collection.move_back": _("Prélèvement repris du compte de la banque"),
        "collection.cancel": _("Fichier annulé"),
    }
)
KINDS.add(
    Kind(
        erase_mandates.KIND,
        _("Mandats signés et leurs preuves"),
        _("IBAN, BIC, e-mail, adresse IP, navigateur, code vérifié, PDF signé"),
        _(
            "Obligation légale : preuve de l’autorisation (CMF, art. L133-23 et L133-24 ; DSP2, "
            "art. 71)"
        ),
        _("14 mois après le prélèvement : 13 mois de contestation, 1 mois de marge"),
        erase_mandates.erase_proofs,
    ),
    Kind(
        "collections",
        _("Fichiers de prélèvement"),
        _("Nom, IBAN et montant des débiteurs, tels que transmis à la banque"),
        ON_BOOKS,
        _("10 ans après la clôture de l’exercice, chiffrés (fichiers échangés)"),
    ),
)
