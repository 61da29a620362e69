"""Addresses of this room on the clients’ site."""

from django.urls import path

from core.screens.views import shell

urlpatterns = [
    path("jeton/", shell.token, name="token"),
    path("reprise/", shell.resume, name="resume"),
    path("langue/", shell.language, name="language"),
]
