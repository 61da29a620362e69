"""Addresses of this room in the back office."""

from django.urls import path

from ledger.reports.views import fec, reports

urlpatterns = [
    path("exercices/<int:pk>/fec/", fec.year_fec, name="fiscal_year_fec"),
    path("balance/", reports.trial_balance_page, name="trial_balance"),
    path("grand-livre/", reports.general_ledger_page, name="general_ledger"),
    path("editions/journaux/", reports.journal_listing_page, name="journal_listing"),
]
