"""URLs of the clients' site, and of the API that the back office calls on it."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("core.urls.account")),
    path("compte/2fa/", include("allauth.mfa.urls")),
    path("api/v1/platform/", include("sepa.api.urls")),
    path("api/v1/publications/", include("extranet.api.urls")),
    path("", include("core.urls.site")),
    path("", include("extranet.site_urls")),
]

handler403 = "core.views.errors.forbidden"
