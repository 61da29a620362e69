"""Back-office URLs of this room."""

from django.urls import path

from core.views import branding, health, home, shell

app_name = "core"
urlpatterns = [
    path("", home.home, name="home"),
    path("tableau-de-bord/<slug:code>/", home.card, name="card"),
    path("etat/", shell.pulse, name="pulse"),
    path("jeton/", shell.token, name="token"),
    path("reprise/", shell.resume, name="resume"),
    path("theme/", shell.theme, name="theme"),
    path("entites/choix/", shell.entities, name="entities"),
    path("entites/choisir/", shell.choose_entity, name="choose_entity"),
    path("raccourcis/ajouter/", shell.add_favourite, name="add_favourite"),
    path("raccourcis/retirer/", shell.remove_favourite, name="remove_favourite"),
    path("recherche/", shell.find, name="search"),
    path("agence.css", branding.stylesheet, name="agency_css"),
    path("agence/logo/", branding.logo, name="agency_logo"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
