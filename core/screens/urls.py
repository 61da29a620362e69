"""Addresses of this room in the back office."""

from django.urls import path

from core.screens.views import audit, home, reveal_iban, shell

urlpatterns = [
    path("", home.home, name="home"),
    path("tableau-de-bord/<str:code>/", home.card, name="card"),
    path("etat/", shell.pulse, name="pulse"),
    path("jeton/", shell.token, name="token"),
    path("reprise/", shell.resume, name="resume"),
    path("theme/", shell.theme, name="theme"),
    path("langue/", shell.language, name="language"),
    path("entites/choix/", shell.entities, name="entities"),
    path("entites/choisir/", shell.choose_entity, name="choose_entity"),
    path("raccourcis/ajouter/", shell.add_favourite, name="add_favourite"),
    path("raccourcis/retirer/", shell.remove_favourite, name="remove_favourite"),
    path("recherche/", shell.find, name="search"),
    path("parametres/audit/", audit.audit, name="audit"),
    path("iban/<slug:room>/<slug:model>/<int:pk>/", reveal_iban.reveal_iban, name="reveal_iban"),
]
