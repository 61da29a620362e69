"""Addresses of this room in the back office."""

from django.urls import path

from core.sign_in.views import security, sessions, users

urlpatterns = [
    path("parametres/utilisateurs/", users.staff, name="users"),
    path("parametres/utilisateurs/nouveau/", users.create, name="user_create"),
    path("parametres/utilisateurs/<int:pk>/", users.edit, name="user"),
    path("parametres/utilisateurs/<int:pk>/lien/", users.reset_link, name="user_reset_link"),
    path(
        "parametres/utilisateurs/<int:pk>/second-facteur/",
        users.reset_second_factor,
        name="user_reset_second_factor",
    ),
    path(
        "parametres/utilisateurs/<int:pk>/sessions/",
        sessions.end_theirs,
        name="user_end_sessions",
    ),
    path("parametres/securite/", security.SecurityList.as_view(), name="security"),
]
