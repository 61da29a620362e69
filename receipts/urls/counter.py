"""Back-office URLs of the counter."""

from django.urls import include, path

from receipts.views.counter import batches, cheques, deposits, keying, settings, unidentified
from receipts.views.counter.lists import BatchList, ChequeList, DepositList

urlpatterns = [
    path("", include("receipts.urls.outcomes")),
    path("", include("receipts.urls.held")),
    path("", include("receipts.urls.transfers")),
    path("guichet/", batches.counter, name="counter"),
    path("guichet/chercher/", keying.search, name="counter_search"),
    path("guichet/lire/", keying.read, name="counter_read"),
    path("guichet/lots/", BatchList.as_view(), name="batches"),
    path("guichet/lots/ouvrir/", batches.open_new, name="batch_open"),
    path("guichet/lots/<int:pk>/", keying.batch, name="batch"),
    path("guichet/lots/<int:pk>/saisir/", keying.key, name="batch_key"),
    path("guichet/lots/<int:pk>/garder/", keying.keep, name="batch_keep"),
    path("guichet/lots/<int:pk>/bande/", batches.tape, name="batch_tape"),
    path("guichet/lots/<int:pk>/preclore/", batches.pre_close, name="batch_pre_close"),
    path("guichet/lots/<int:pk>/rouvrir/", batches.reopen, name="batch_reopen"),
    path("guichet/lots/<int:pk>/clore/", batches.close, name="batch_close"),
    path("guichet/lots/<int:pk>/bordereau/", batches.slip, name="batch_slip"),
    path("guichet/cheques/", ChequeList.as_view(), name="cheques"),
    path("guichet/cheques/<int:pk>/", cheques.cheque, name="cheque"),
    path("guichet/cheques/<int:pk>/retirer/", cheques.remove, name="cheque_remove"),
    path("guichet/lots/<int:pk>/retablir/", cheques.restore, name="cheque_restore"),
    path("guichet/cheques/<int:pk>/annuler/", cheques.cancel, name="cheque_cancel"),
    path("guichet/cheques/<int:pk>/impaye/", cheques.bounce, name="cheque_bounce"),
    path("guichet/cheques/<int:pk>/impaye/annuler/", cheques.undo_bounce, name="undo_bounce"),
    path("guichet/remises/", DepositList.as_view(), name="deposits"),
    path("guichet/remises/nouvelle/<int:pk>/", deposits.new, name="deposit_new"),
    path("guichet/remises/<int:pk>/", deposits.deposit, name="deposit"),
    path("guichet/remises/<int:pk>/pdf/", deposits.deposit_pdf, name="deposit_pdf"),
    path("guichet/remises/<int:pk>/liasse/<int:building>/", deposits.bundle, name="deposit_bundle"),
    path("parametres/guichet/", settings.counter_settings, name="counter_settings"),
    path("parametres/guichet/lettres/", settings.words, name="counter_words"),
    path("guichet/a-identifier/", unidentified.UnidentifiedList.as_view(), name="unidentified"),
    path("guichet/a-identifier/<int:pk>/", unidentified.identify, name="identify"),
    path("guichet/a-identifier/<int:pk>/annuler/", unidentified.undo, name="identify_undo"),
]
