"""Addresses of this room in the back office."""

from django.urls import path

from core.jobs.views import messages, retention, services

urlpatterns = [
    path("messages/", messages.inbox, name="messages"),
    path("messages/lus/", messages.read_all, name="messages_read_all"),
    path("messages/<int:pk>/lu/", messages.read, name="message_read"),
    path("taches/<int:pk>/", services.job, name="job"),
    path("services/a-la-connexion/", services.at_sign_in, name="services_at_sign_in"),
    path("services/en-cours/", services.since_sign_in, name="services_since_sign_in"),
    path("parametres/services/", services.services, name="services"),
    path("parametres/services/<str:code>/", services.service, name="service"),
    path("parametres/services/<str:code>/lancer/", services.run, name="service_run"),
    path("parametres/conservation/", retention.retention, name="retention"),
]
