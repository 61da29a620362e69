"""Addresses of this room on the clients’ site."""

from django.urls import path

from core.office.views import branding

urlpatterns = [
    path("agence.css", branding.stylesheet, name="agency_css"),
    path("agence/logo/", branding.logo, name="agency_logo"),
]
