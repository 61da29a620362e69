"""URLs of the platform's API, on the clients' site."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from core.people.access import public
from sepa.requests.api.access import PlatformKeyAuthentication
from sepa.requests.api.views import MandateView, PendingRequestsView, StepsView

app_name = "platform"
# Public for the site's sessions: the views themselves ask for the key.
urlpatterns = [
    path("requests/", public(PendingRequestsView.as_view()), name="requests"),
    path("requests/<uuid:uid>/mandate/", public(MandateView.as_view()), name="mandate"),
    path("steps/", public(StepsView.as_view()), name="steps"),
    path(
        "schema/",
        public(
            SpectacularAPIView.as_view(
                urlconf="sepa.requests.api.urls",
                authentication_classes=[PlatformKeyAuthentication],
                permission_classes=[IsAuthenticated],
                custom_settings={"SCHEMA_PATH_PREFIX_INSERT": "/api/v1/platform"},
            )
        ),
        name="schema",
    ),
]
