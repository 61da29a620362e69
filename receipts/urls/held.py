"""Back-office URLs of the kept cheques."""

from django.urls import path

from receipts.views.counter import held, held_list, holding

urlpatterns = [
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
]
