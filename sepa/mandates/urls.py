"""Addresses of this room in the back office."""

from django.urls import path

from sepa.mandates.views import mandate_pages as mandates
from sepa.mandates.views.mandate_list import MandateList

urlpatterns = [
    path("prelevements/mandats/", MandateList.as_view(), name="mandates"),
    path("prelevements/mandats/<int:pk>/", mandates.mandate, name="mandate"),
    path(
        "prelevements/mandats/<int:pk>/historique/",
        mandates.mandate_history,
        name="mandate_history",
    ),
    path("prelevements/mandats/<int:pk>/pdf/", mandates.pdf, name="mandate_pdf"),
    path("prelevements/mandats/<int:pk>/iban/", mandates.iban, name="reveal_iban"),
]
