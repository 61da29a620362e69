"""Addresses of this room in the back office."""

from django.urls import path

from sepa.collections.views import collections, draft_actions
from sepa.collections.views.collection_list import CollectionList

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
    path("prelevements/mandats/apercu/", draft_actions.preview_mandates, name="preview_mandates"),
]
