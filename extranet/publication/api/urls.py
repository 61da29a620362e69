"""URLs of the publication's API, on the clients' site."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from core.people.access import public
from extranet.publication.api.views import AddressesView, ApplyView, ChunkView, HeardView, LastView
from sepa.requests.api.access import PlatformKeyAuthentication

app_name = "publications"
# Public for the site's sessions: the views themselves ask for the key.
urlpatterns = [
    path("last/", public(LastView.as_view()), name="last"),
    path("addresses/", public(AddressesView.as_view()), name="addresses"),
    path("addresses/heard/", public(HeardView.as_view()), name="addresses_heard"),
    path("<uuid:uid>/chunks/<int:number>/", public(ChunkView.as_view()), name="chunk"),
    path("<uuid:uid>/apply/", public(ApplyView.as_view()), name="apply"),
    path(
        "schema/",
        public(
            SpectacularAPIView.as_view(
                urlconf="extranet.publication.api.urls",
                authentication_classes=[PlatformKeyAuthentication],
                permission_classes=[IsAuthenticated],
                custom_settings={
                    "SCHEMA_PATH_PREFIX_INSERT": "/api/v1/publications",
                    "POSTPROCESSING_HOOKS": [
                        "drf_spectacular.hooks.postprocess_schema_enums",
                        "extranet.publication.formats.json_schema.add_rows",
                    ],
                },
            )
        ),
        name="schema",
    ),
]
