"""Back-office URLs of this room."""

from django.urls import include, path

from core.views import branding, health, home, messages, services, settings, shell, store, users

app_name = "core"
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
    path("messages/", messages.inbox, name="messages"),
    path("messages/lus/", messages.read_all, name="messages_read_all"),
    path("messages/<int:pk>/lu/", messages.read, name="message_read"),
    path("taches/<int:pk>/", services.job, name="job"),
    path("services/a-la-connexion/", services.at_sign_in, name="services_at_sign_in"),
    path("parametres/services/", services.services, name="services"),
    path("parametres/services/<str:code>/", services.service, name="service"),
    path("parametres/services/<str:code>/lancer/", services.run, name="service_run"),
    path("parametres/utilisateurs/", users.staff, name="users"),
    path("parametres/utilisateurs/nouveau/", users.create, name="user_create"),
    path("parametres/utilisateurs/<int:pk>/", users.edit, name="user"),
    path("parametres/utilisateurs/<int:pk>/lien/", users.reset_link, name="user_reset_link"),
    path(
        "parametres/utilisateurs/<int:pk>/second-facteur/",
        users.reset_second_factor,
        name="user_reset_second_factor",
    ),
    path("parametres/agence/", settings.agency, name="agency"),
    path("parametres/store/", store.store, name="store"),
    path("parametres/store/<slug:code>/souscrire/", store.subscribe, name="store_subscribe"),
    path("parametres/store/<slug:code>/resilier/", store.unsubscribe, name="store_unsubscribe"),
    path("parametres/audit/", settings.audit, name="audit"),
    path("parametres/", include("core.urls.exchange")),
    path("iban/<slug:room>/<slug:model>/<int:pk>/", settings.reveal_iban, name="reveal_iban"),
    path("agence.css", branding.stylesheet, name="agency_css"),
    path("agence/logo/", branding.logo, name="agency_logo"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
