"""What the payment kiosk brings to the house."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectic.channel import KioskChannel
from connectic.formats.grammar import Means
from connectic.selectors.aside_lines import waiting_count
from connectic.selectors.kiosk_settings import PRODUCT
from connectic.services import scan_folder as scanning
from connectic.services import send_balances as sending
from connectic.services.draft_payments import journal_setting
from connectic.services.take_in import take_in
from core.database.actions import name_actions
from core.database.retention import KEPT_FILES, KINDS, ON_BOOKS, PROOF_MONTHS, KeptFiles, Kind
from core.files.exchange.consumers import FILE_KINDS, FileKind
from core.files.models import ArchivedFile
from core.jobs.services.schedule import SERVICES, Service
from core.people.models import User
from core.people.subscriptions import PRODUCTS, Product
from core.screens.navigation import MENU, MenuItem
from ledger.books.selectors.journal_settings import JOURNAL_SETTINGS, JournalSetting
from receipts.draft.channels import CHANNELS

SEE = "connectic.see_kiosk"

CHANNELS.add(KioskChannel())
JOURNAL_SETTINGS.add(
    JournalSetting(KioskChannel.code, KioskChannel.label),
    JournalSetting(journal_setting(Means.CASH), _("Automate, espèces"), is_cash=True),
    JournalSetting(journal_setting(Means.CARD), _("Automate, carte")),
    JournalSetting(journal_setting(Means.CHEQUE), _("Automate, chèque")),
)
PRODUCTS.add(
    Product(
        PRODUCT,
        "Connectic",
        _(
            "Un automate de paiement à l’agence : chaque nuit, les soldes des clients lui "
            "sont envoyés et leurs paiements arrivent au brouillard, canal « Autres »."
        ),
        "device-desktop",
        "connectic:settings",
    )
)
MENU.add(
    MenuItem(
        "kiosk",
        _("Journées de l’automate"),
        "connectic:nights",
        "calendar-stats",
        SEE,
        product=PRODUCT,
    ),
    MenuItem(
        "kiosk",
        _("Lignes mises de côté"),
        "connectic:aside",
        "arrows-split",
        SEE,
        waiting_count,
        PRODUCT,
    ),
    MenuItem(
        "kiosk",
        _("Réglages"),
        "connectic:settings",
        "settings",
        "core_people.manage_settings",
        product=PRODUCT,
    ),
)
SERVICES.add(
    Service(
        "kiosk.receipts",
        _("Relever les paiements de l’automate"),
        lambda: scanning.scan_nightly(today=timezone.localdate()),
        default_times=("01:00",),
        at_sign_in=True,
        time_limit=timedelta(minutes=10),
    ),
    # After the debits and the kiosk's own payments are in: what is under way is not asked twice.
    Service(
        "kiosk.balances",
        _("Envoyer les soldes à l’automate"),
        lambda: sending.send_nightly(now=timezone.now()),
        default_times=("02:00",),
        time_limit=timedelta(minutes=10),
        after=("sepa.fetch", "kiosk.receipts"),
    ),
)


def _take_in(file: ArchivedFile, acting_user: User | None) -> str:
    return take_in(file, acting_user, now=timezone.now())


FILE_KINDS.add(FileKind(scanning.KIND, _("Paiements de l’automate"), _take_in))
KINDS.add(
    Kind(
        "kiosk",
        _("Paiements de l’automate"),
        _("Compte, montant, ticket de carte (jamais le numéro de la carte)"),
        ON_BOOKS,
        _("10 ans après la clôture de l’exercice"),
    )
)
# What the kiosk was told is of use as long as a payment made there may be contested.
KEPT_FILES.add(KeptFiles(sending.KIND, PROOF_MONTHS))
name_actions(
    {
        "kiosk.send_balances": _("Soldes envoyés à l’automate"),
        "kiosk.take_in": _("Paiements de l’automate lus"),
        "kiosk.upload": _("Fichier de l’automate importé à la main"),
        "kiosk.take_aside": _("Ligne reprise au brouillard"),
        "kiosk.set_down": _("Ligne classée sans suite"),
        "kiosk.configure": _("Réglages de l’automate modifiés"),
    }
)
