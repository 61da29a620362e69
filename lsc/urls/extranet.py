"""URLs of the clients' site, and of the API that the back office calls on it."""

from django.urls import include, path

from core.house.addresses import addresses

urlpatterns = [
    path("compte/", include("core.sign_in.account_urls")),
    path("compte/2fa/", include("allauth.mfa.urls")),
    path("api/v1/platform/", include("sepa.requests.api.urls")),
    path("api/v1/publications/", include("extranet.publication.api.urls")),
    *addresses("site_urls"),
]

handler403 = "core.screens.views.errors.forbidden"
