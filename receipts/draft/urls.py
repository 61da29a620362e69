"""Addresses of this room in the back office."""

from django.urls import path

from receipts.draft.views import (
    cash_rule_page as cash,
)
from receipts.draft.views import (
    cells,
    receipt_list,
    record,
    transitions,
)
from receipts.draft.views import (
    draft_page as draft,
)
from receipts.draft.views import new_line as keying

urlpatterns = [
    path("brouillard/", draft.draft, name="draft"),
    path("brouillard/canaux/", draft.tabs, name="tabs"),
    path("brouillard/total/", draft.totals, name="totals"),
    path("brouillard/a-valider/", transitions.band, name="band"),
    path("brouillard/comptabiliser/", transitions.prepare, name="prepare"),
    path("brouillard/annuler/", transitions.unprepare, name="unprepare"),
    path("brouillard/valider/", transitions.post, name="post"),
    path("brouillard/retirer/", transitions.cancel, name="cancel"),
    path("brouillard/modifier/", cells.selection, name="edit_selection"),
    path("brouillard/journaux/", cells.journals, name="journals"),
    path("brouillard/comptes/", cells.accounts, name="accounts"),
    path("brouillard/nouvelle-ligne/", keying.new_line, name="new_line"),
    path("brouillard/<int:pk>/case/", cells.cell, name="cell"),
    path("brouillard/<int:pk>/volet/", record.drawer, name="drawer"),
    path("brouillard/<int:pk>/especes/", cash.override, name="override_cash"),
    path("parametres/especes/", cash.rule, name="cash_rule"),
    path("brouillard/<int:pk>/affecter/", record.assign, name="assign"),
    path("encaissements/", receipt_list.ReceiptList.as_view(), name="receipts"),
    path("encaissements/<int:pk>/", record.record, name="record"),
    path("encaissements/<int:pk>/contre-passer/", record.reverse_posted, name="reverse"),
    path("encaissements/<int:pk>/remettre/", record.draft_again, name="draft_again"),
    path("comptes/<int:pk>/encaissements/", receipt_list.of_account, name="account_receipts"),
]
