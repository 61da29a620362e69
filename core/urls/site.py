"""What this room brings to the clients' site: nothing that a client could act on."""

from django.urls import path

from core.views import branding, health, shell

app_name = "core"
urlpatterns = [
    path("jeton/", shell.token, name="token"),
    path("reprise/", shell.resume, name="resume"),
    path("langue/", shell.language, name="language"),
    path("agence.css", branding.stylesheet, name="agency_css"),
    path("agence/logo/", branding.logo, name="agency_logo"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
