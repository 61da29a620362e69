"""Addresses of this room in the back office."""

from django.urls import path

from receipts.counter.views import (
    batches,
    cheques,
    deposits,
    transfers,
)
from receipts.counter.views import (
    counter_settings as settings,
)
from receipts.counter.views import (
    held_cheque_list as held_list,
)
from receipts.counter.views import (
    held_cheque_page as held,
)
from receipts.counter.views import (
    identify_page as unidentified,
)
from receipts.counter.views import (
    keep_cheques_page as holding,
)
from receipts.counter.views import (
    keying_lookups as lookups,
)
from receipts.counter.views import (
    keying_screen as keying,
)
from receipts.counter.views import (
    open_items_panel as open_items,
)
from receipts.counter.views import (
    outcome_pages as outcomes,
)
from receipts.counter.views.counter_lists import BatchList, ChequeList, DepositList
from receipts.counter.views.transfer_lists import (
    TransferItemList,
    TransferSlipList,
    transfer_services,
)

urlpatterns = [
    path("guichet/lots/<int:pk>/dettes/", open_items.items, name="batch_items"),
    path("guichet/lots/<int:pk>/signaler/<int:account>/", open_items.flag, name="batch_flag"),
    path("guichet/lots/<int:pk>/suites/", outcomes.listed, name="outcomes"),
    path("guichet/lots/<int:pk>/suites/nouvelle/", outcomes.new, name="outcome_new"),
    path("guichet/lots/<int:pk>/suites/noter/", outcomes.note, name="outcome_note"),
    path("guichet/suites/<int:pk>/retirer/", outcomes.remove, name="outcome_remove"),
    path("guichet/suites/<int:pk>/defaire/", outcomes.undo, name="outcome_undo"),
    path("guichet/gardes/", held_list.HeldList.as_view(), name="held_cheques"),
    path("guichet/gardes/nouveaux/", holding.new, name="held_new"),
    path("guichet/gardes/defaire/", holding.undo, name="held_undo"),
    path("guichet/gardes/mettre-en-lot/", held_list.key_selected, name="held_key_selected"),
    path("guichet/lots/<int:pk>/gardes/", held_list.key_due, name="held_key_due"),
    path("guichet/gardes/<int:pk>/", held.record, name="held"),
    path("guichet/gardes/<int:pk>/historique/", held.history, name="held_history"),
    path("guichet/gardes/<int:pk>/mettre-en-lot/", held.key, name="held_key"),
    path("guichet/gardes/<int:pk>/date/", held.change, name="held_change"),
    path("guichet/gardes/<int:pk>/confier/", held.hand_over, name="held_hand_over"),
    path("guichet/gardes/<int:pk>/rendre/", held.give_back, name="held_give_back"),
    path("guichet/gardes/<int:pk>/annuler/", held.cancel, name="held_cancel"),
    path("guichet/gardes/<int:pk>/reprendre/", held.restore, name="held_restore"),
    path("guichet/cheques/<int:pk>/garder/", held.keep_again, name="held_keep_again"),
    path("guichet/gardes/<int:pk>/recu/", held.returned_pdf, name="held_returned"),
    path("guichet/transmissions/", TransferSlipList.as_view(), name="transfer_slips"),
    path("guichet/transmissions/ajouter/", transfers.add, name="transfer_add"),
    path("guichet/transmissions/pieces/", TransferItemList.as_view(), name="transfer_items"),
    path("guichet/transmissions/<int:pk>/", transfers.record, name="transfer_slip"),
    path(
        "guichet/transmissions/<int:pk>/historique/",
        transfers.history,
        name="transfer_slip_history",
    ),
    path("guichet/transmissions/<int:pk>/clore/", transfers.close, name="transfer_close"),
    path("guichet/transmissions/<int:pk>/pdf/", transfers.pdf, name="transfer_pdf"),
    path(
        "guichet/transmissions/pieces/<int:pk>/retirer/", transfers.remove, name="transfer_remove"
    ),
    path(
        "guichet/transmissions/pieces/<int:pk>/reprendre/",
        transfers.take_back,
        name="transfer_take_back",
    ),
    path("comptes/<int:pk>/transmettre/", transfers.add, name="transfer_of_account"),
    path("parametres/services-destinataires/", transfer_services, name="transfer_services"),
    path("guichet/", batches.counter, name="counter"),
    path("guichet/chercher/", lookups.search, name="counter_search"),
    path("guichet/lire/", lookups.read, name="counter_read"),
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
