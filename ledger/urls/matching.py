"""URLs of open items: matching, overpayments, rent receipts, flags on who owes."""

from django.urls import path

from ledger.views import flags, matching, overpayments, rent_receipts

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
    path("tiers/<int:pk>/signalements/", flags.flags, name="party_flags"),
    path("tiers/<int:pk>/signaler/", flags.flag, name="party_flag"),
    path("signalements/<int:pk>/lever/", flags.lift, name="flag_lift"),
    path("trop-percus/", overpayments.OverpaymentList.as_view(), name="overpayments"),
]
