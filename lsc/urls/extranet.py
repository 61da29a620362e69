"""URLs of the clients' site, and of the API that the back office calls on it."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("allauth.account.urls")),
    path("api/v1/platform/", include("sepa.api.urls")),
    path("", include("core.site_urls")),
    path("", include("extranet.site_urls")),
]
