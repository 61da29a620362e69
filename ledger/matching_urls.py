"""URLs of matching."""

from django.urls import path

from ledger.views import matching, overpayments

urlpatterns = [
    path("comptes/lettrer/", matching.match_selected, name="accounts_match"),
    path("comptes/<int:pk>/lettrage/", matching.open_lines, name="account_matching"),
    path("comptes/<int:pk>/lettrer/", matching.match, name="account_match"),
    path("comptes/<int:pk>/lettrer/sommes/", matching.match_exact, name="account_match_exact"),
    path("comptes/<int:pk>/lettrer/ordre-legal/", matching.settle, name="account_settle"),
    path("lettrages/<int:pk>/delettrer/", matching.undo, name="matching_undo"),
    path("trop-percus/", overpayments.OverpaymentList.as_view(), name="overpayments"),
]
