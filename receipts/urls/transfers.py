"""Back-office URLs of the transfer slips."""

from django.urls import path

from receipts.views.counter import transfers
from receipts.views.counter.transfer_lists import (
    TransferItemList,
    TransferSlipList,
    transfer_services,
)

urlpatterns = [
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
]
