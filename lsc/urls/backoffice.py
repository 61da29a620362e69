"""URLs of the back office. Each room brings its own paths."""

from django.urls import include, path

from core.house.addresses import addresses

urlpatterns = [
    path("compte/", include("core.sign_in.account_urls")),
    path("compte/2fa/", include("allauth.mfa.urls")),
    *addresses("urls"),
]

handler403 = "core.screens.views.errors.forbidden"
