"""Addresses of this room in the back office."""

from django.urls import path

from ledger.books.views import (
    anchor_pages as anchors,
)
from ledger.books.views import (
    bank_accounts,
    entity_buttons,
    entity_list,
    entity_years,
    entries,
    fiscal_years,
    journals,
)
from ledger.books.views import (
    bank_details_pages as bank_details,
)
from ledger.books.views import (
    entity_pages as entity,
)
from ledger.books.views import (
    portfolio_page as portfolio,
)

urlpatterns = [
    path("parametres/entites/", entity_list.EntityList.as_view(), name="entities"),
    path("parametres/entites/nouvelle/", entity.entity_new, name="entity_new"),
    path("parametres/entites/<int:pk>/", entity.entity_base, name="entity"),
    path(
        "parametres/entites/<int:pk>/exercices-ouverts/",
        entity_years.entity_open_years,
        name="entity_open_years",
    ),
    path("parametres/entites/<int:pk>/exercices/", entity_years.entity_years, name="entity_years"),
    path(
        "parametres/entites/<int:pk>/exercices-hors-ligne/",
        entity_years.entity_archives,
        name="entity_archives",
    ),
    path("parametres/entites/<int:pk>/variables/", entity.entity_words, name="entity_words"),
    path(
        "parametres/entites/<int:pk>/comptabilite/",
        entity.entity_accounting,
        name="entity_accounting",
    ),
    path("parametres/entites/<int:pk>/historique/", entity.entity_history, name="entity_history"),
    path("parametres/entites/<int:pk>/iban/", entity_buttons.entity_iban, name="entity_iban"),
    path(
        "parametres/entites/<int:pk>/boite/", entity_buttons.entity_mailbox, name="entity_mailbox"
    ),
    path("parametres/coordonnees-bancaires/", bank_details.overview, name="bank_details"),
    path(
        "parametres/coordonnees-bancaires/<int:pk>/approuver/",
        bank_details.approve,
        name="bank_details_approve",
    ),
    path(
        "parametres/coordonnees-bancaires/<int:pk>/refuser/",
        bank_details.refuse,
        name="bank_details_refuse",
    ),
    path(
        "parametres/coordonnees-bancaires/<int:pk>/retirer/",
        bank_details.withdraw,
        name="bank_details_withdraw",
    ),
    path("parametres/utilisateurs/<int:pk>/perimetre/", portfolio.portfolio, name="portfolio"),
    path("ecritures/", entries.EntryList.as_view(), name="entries"),
    path("ecritures/<int:pk>/", entries.overview, name="entry"),
    path("ecritures/<int:pk>/historique/", entries.history, name="entry_history"),
    path("ecritures/<int:pk>/contre-passer/", entries.reverse_it, name="entry_reverse"),
    path("parametres/journaux/", journals.JournalList.as_view(), name="journals"),
    path("parametres/journaux/nouveau/", journals.create, name="journal_create"),
    path("parametres/journaux/<int:pk>/", journals.overview, name="journal"),
    path("parametres/journaux/<int:pk>/historique/", journals.history, name="journal_history"),
    path("parametres/journaux/<int:pk>/modifier/", journals.change, name="journal_edit"),
    path("parametres/exercices/", fiscal_years.FiscalYearList.as_view(), name="fiscal_years"),
    path("parametres/exercices/ouvrir/", fiscal_years.open_next, name="fiscal_year_open"),
    path("parametres/exercices/<int:pk>/", fiscal_years.overview, name="fiscal_year"),
    path(
        "parametres/exercices/<int:pk>/historique/",
        fiscal_years.history,
        name="fiscal_year_history",
    ),
    path("parametres/exercices/<int:pk>/cloturer/", fiscal_years.close, name="fiscal_year_close"),
    path(
        "parametres/exercices/<int:pk>/archiver/", fiscal_years.archive, name="fiscal_year_archive"
    ),
    path("parametres/exercices/<int:pk>/rouvrir/", fiscal_years.reopen, name="fiscal_year_reopen"),
    path("parametres/ancrage/", anchors.anchors, name="anchors"),
    path("parametres/ancrage/maintenant/", anchors.anchor_now, name="anchor_now"),
    path("parametres/ancrage/lignes/", anchors.lines, name="anchor_lines"),
    path("parametres/banques/", bank_accounts.BankAccountList.as_view(), name="bank_accounts"),
    path("parametres/banques/nouveau/", bank_accounts.create, name="bank_account_create"),
    path("parametres/banques/<int:pk>/", bank_accounts.overview, name="bank_account"),
    path(
        "parametres/banques/<int:pk>/historique/",
        bank_accounts.history,
        name="bank_account_history",
    ),
    path("parametres/banques/<int:pk>/modifier/", bank_accounts.change, name="bank_account_edit"),
    path("parametres/banques/<int:pk>/iban/", bank_accounts.reveal, name="bank_account_reveal"),
]
