"""What the books bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.database import portfolio
from core.database.actions import name_actions
from core.database.retention import KINDS, ON_BOOKS, Kind
from core.database.services.versions import SEALED, Sealed
from core.files.exchange.consumers import FILE_KINDS, FileKind
from core.jobs.services.outbox import WORKS, Work
from core.jobs.services.schedule import SERVICES, Service
from core.people.user_links import USER_LINKS, UserLink
from core.screens import entity_switch
from core.screens.lists.records import NOTICES, NoticeSource
from core.screens.navigation import MENU, MenuItem
from core.screens.search import SOURCES, Source
from ledger.books.selectors.bank_details_changes import RIGHT, waiting_count
from ledger.books.selectors.entities_of_user import entities_of, entity_choices, portfolio_in_words
from ledger.books.selectors.notices import waiting_bank_details
from ledger.books.services import anchor_at_night as nightly
from ledger.books.services.anchoring import anchor_books as anchor
from ledger.books.services.chain.names import ACCOUNT, ENTITY, JOURNAL, YEAR, last_entry
from ledger.books.views import find_entries as search
from ledger.books.views.common import SEE

MENU.add(
    MenuItem("entries", _("Écritures"), "ledger:entries", "book-2", order=10),
    MenuItem(
        "settings", _("Entités comptables"), "ledger:entities", "building-community", order=60
    ),
    MenuItem("settings", _("Journaux"), "ledger:journals", "notebook", order=61),
    MenuItem("settings", _("Exercices"), "ledger:fiscal_years", "calendar", order=62),
    MenuItem("settings", _("Ancrage des comptes"), "ledger:anchors", "anchor", order=63),
    MenuItem("settings", _("Comptes bancaires"), "ledger:bank_accounts", "building-bank", order=64),
    MenuItem(
        "settings",
        _("Coordonnées bancaires"),
        "ledger:bank_details",
        "shield-check",
        RIGHT,
        waiting_count,
        order=65,
    ),
)
NOTICES.add(
    NoticeSource(waiting_bank_details, SEE, on="ledger_books.entity"),
    NoticeSource(waiting_bank_details, SEE, on="ledger.bank_account"),
)
SOURCES.add(
    Source("entries", _("Écritures"), "book-2", search.find_entries, SEE, order=30),
    Source(
        "bank_accounts",
        _("Comptes bancaires"),
        "building-bank",
        search.find_bank_accounts,
        "core_people.reveal_iban",
        order=40,
    ),
)

entity_switch.PROVIDERS.add(entity_choices)
portfolio.READERS.add(entities_of)
USER_LINKS.add(
    UserLink(_("Périmètre"), "ledger:portfolio", "building-community", portfolio_in_words)
)

SEALED.add(
    Sealed(ENTITY, ("code", "name"), last_entry),
    Sealed(JOURNAL, ("entity_id", "code", "label"), last_entry),
    Sealed(ACCOUNT, ("entity_id", "code", "label"), last_entry),
    Sealed(YEAR, ("entity_id", "start", "end", "status"), last_entry),
)
SERVICES.add(
    Service(
        "core.seal_trail",
        _("Scellement de la piste d’audit"),
        nightly.seal_the_trail,
        tuple(f"{hour:02}:50" for hour in range(24)),
        at_sign_in=True,
    ),
    Service("ledger_books.anchor", _("Ancrage des comptes"), nightly.anchor_the_day, ("23:55",)),
)
WORKS.add(
    Work(anchor.FILE, anchor.append_to_file),
    Work(anchor.FOLDER, anchor.leave_in_folder),
    Work(anchor.MAIL, anchor.mail_to_accountant),
)
FILE_KINDS.add(FileKind("anchor", _("Ancrage des comptes")))

KINDS.add(
    Kind(
        "books",
        _("Livres comptables"),
        _("Écritures, soldes et libellés des comptes des clients"),
        ON_BOOKS,
        _("10 ans après la clôture de l’exercice"),
    )
)
name_actions(
    {
        "books.anchor": _("Ancrage des comptes"),
        "books.anchor_settings": _("Destinataires de l’ancrage"),
        "account.repair_balance": _("Solde corrigé"),
        "user.portfolio": _("Périmètre modifié"),
        "bank_details.request": _("Changement de coordonnées bancaires demandé"),
        "bank_details.approve": _("Changement de coordonnées bancaires approuvé"),
        "bank_details.refuse": _("Changement de coordonnées bancaires refusé"),
        "bank_details.withdraw": _("Changement de coordonnées bancaires retiré"),
        "entity.bank_details": _("Nouvelles coordonnées bancaires en vigueur"),
        "entity.letter_variables": _("Variables courriers"),
        "entry.post": _("Écritures validées"),
        "entry.reverse": _("Contre-passation"),
        "fiscal_year.open": _("Ouverture"),
        "fiscal_year.close": _("Clôture"),
        "fiscal_year.archive": _("Clôture hors ligne"),
        "fiscal_year.reopen": _("Réouverture"),
    }
)
