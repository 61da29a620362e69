"""Addresses of this room in the back office."""

from django.urls import path

from core.office.views import agency, branding, store

urlpatterns = [
    path("parametres/agence/", agency.agency, name="agency"),
    path("parametres/store/", store.store, name="store"),
    path("parametres/store/<slug:code>/souscrire/", store.subscribe, name="store_subscribe"),
    path("parametres/store/<slug:code>/resilier/", store.unsubscribe, name="store_unsubscribe"),
    path("agence.css", branding.stylesheet, name="agency_css"),
    path("agence/logo/", branding.logo, name="agency_logo"),
]
