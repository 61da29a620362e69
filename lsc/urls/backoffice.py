"""URLs of the back office. Each room brings its own paths."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("allauth.urls")),
    path("", include("core.urls")),
    path("", include("ledger.urls")),
    path("", include("receipts.urls")),
    path("", include("sepa.urls")),
    path("", include("extranet.urls")),
]
