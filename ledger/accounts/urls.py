"""Addresses of this room in the back office."""

from django.urls import path

from ledger.accounts.views import account_list as accounts
from ledger.accounts.views import account_record, overpayments, rent_receipts
from ledger.accounts.views import matching_board as matching

urlpatterns = [
    path("comptes/lettrer/", matching.match_selected, name="accounts_match"),
    path("comptes/<int:pk>/lettrage/", matching.open_lines, name="account_matching"),
    path("comptes/<int:pk>/lettrer/", matching.match, name="account_match"),
    path("comptes/<int:pk>/lettrer/sommes/", matching.match_exact, name="account_match_exact"),
    path("comptes/<int:pk>/lettrer/ordre-legal/", matching.settle, name="account_settle"),
    path("lettrages/<int:pk>/delettrer/", matching.undo, name="matching_undo"),
    path("quittances/", rent_receipts.choose, name="rent_receipts"),
    path("quittances/editer/", rent_receipts.issue, name="rent_receipts_issue"),
    path("comptes/<int:pk>/quittance/", rent_receipts.choose_one, name="rent_receipt"),
    path("trop-percus/", overpayments.OverpaymentList.as_view(), name="overpayments"),
    path("comptes/", accounts.AccountList.as_view(), name="accounts"),
    path("comptes/releves/", accounts.statements, name="account_statements"),
    path("comptes/recalculer/", accounts.recompute, name="account_recompute"),
    path("comptes/nouveau/", account_record.create, name="account_create"),
    path("comptes/<int:pk>/", account_record.overview, name="account"),
    path("comptes/<int:pk>/ecritures/", account_record.lines, name="account_lines"),
    path("comptes/<int:pk>/releve/", account_record.statement_pdf, name="account_statement"),
    path("comptes/<int:pk>/historique/", account_record.history, name="account_history"),
    path("comptes/<int:pk>/modifier/", account_record.change, name="account_edit"),
    path("comptes/<int:pk>/recalculer/", account_record.recompute, name="account_recompute_one"),
    path("choix/comptes/", account_record.pick, name="pick_account"),
]
