"""URLs of the back office. Each room brings its own paths."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("core.urls.account")),
    path("compte/2fa/", include("allauth.mfa.urls")),
    path("", include("core.urls")),
    path("", include("ledger.urls")),
    path("", include("receipts.urls")),
    path("", include("sepa.urls")),
    path("", include("connectic.urls")),
    path("", include("extranet.urls")),
]

handler403 = "core.views.errors.forbidden"
