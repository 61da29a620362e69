"""Back-office URLs of entities, reports and the FEC."""

from django.urls import path

from ledger.views import bank_details, entity, entity_years, portfolio, reports

urlpatterns = [
    path("parametres/entites/", entity.EntityList.as_view(), name="entities"),
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
    path("parametres/entites/<int:pk>/iban/", entity.entity_iban, name="entity_iban"),
    path("parametres/entites/<int:pk>/boite/", entity.entity_mailbox, name="entity_mailbox"),
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
    path("exercices/<int:pk>/fec/", entity_years.year_fec, name="fiscal_year_fec"),
    path("balance/", reports.trial_balance_page, name="trial_balance"),
    path("grand-livre/", reports.general_ledger_page, name="general_ledger"),
    path("editions/journaux/", reports.journal_listing_page, name="journal_listing"),
]
