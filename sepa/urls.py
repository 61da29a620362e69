"""Back-office URLs of this room."""

from django.urls import path

from sepa.views import collections, draft_actions, mandates
from sepa.views.lists import CollectionList, MandateList

app_name = "sepa"
urlpatterns = [
    path("prelevements/", CollectionList.as_view(), name="collections"),
    path("prelevements/verifier/", draft_actions.fetch, name="fetch"),
    path("prelevements/apercu/", draft_actions.preview, name="preview"),
    path("prelevements/generer/", draft_actions.generate, name="generate"),
    path("prelevements/<int:pk>/", collections.collection, name="collection"),
    path(
        "prelevements/<int:pk>/historique/",
        collections.collection_history,
        name="collection_history",
    ),
    path("prelevements/<int:pk>/fichier/", collections.download, name="download"),
    path("prelevements/<int:pk>/transmis/", collections.send, name="send"),
    path("prelevements/<int:pk>/regle/", collections.settle, name="settle"),
    path("prelevements/<int:pk>/annuler/", collections.cancel, name="cancel"),
    path("prelevements/<int:pk>/deposer/", collections.deliver, name="deliver"),
    path("prelevements/mandats/", MandateList.as_view(), name="mandates"),
    path("prelevements/mandats/apercu/", draft_actions.preview_mandates, name="preview_mandates"),
    path("prelevements/mandats/<int:pk>/", mandates.mandate, name="mandate"),
    path(
        "prelevements/mandats/<int:pk>/historique/",
        mandates.mandate_history,
        name="mandate_history",
    ),
    path("prelevements/mandats/<int:pk>/pdf/", mandates.pdf, name="mandate_pdf"),
    path("prelevements/mandats/<int:pk>/iban/", mandates.iban, name="reveal_iban"),
]
