"""The platform's API: a back office lists what waits, tells what became of it, takes mandates."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sepa.requests.api.access import CallThrottle, HasScope, PlatformKeyAuthentication
from sepa.requests.api.keys import REQUESTS
from sepa.requests.api.serializers import (
    PageQuerySerializer,
    PageSerializer,
    RecordedSerializer,
    StepsSerializer,
)
from sepa.requests.platform import LocalPlatform, PlatformError
from sepa.requests.services.record_steps import record_steps


class PlatformView(APIView):
    """Open to whoever shows an accepted key."""

    authentication_classes = [PlatformKeyAuthentication]
    permission_classes = [HasScope]
    scope = REQUESTS
    throttle_classes = [CallThrottle]


class PendingRequestsView(PlatformView):
    """Signed requests that no back office has taken yet, oldest first."""

    @extend_schema(
        operation_id="platform_pending_requests",
        parameters=[PageQuerySerializer],
        responses=PageSerializer,
    )
    def get(self, request: Request) -> Response:
        query = PageQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = LocalPlatform().pending(**query.validated_data)
        answer = Response(PageSerializer(page).data)
        answer["Cache-Control"] = "no-store"
        return answer


class StepsView(PlatformView):
    """What became of requests. ``fetched`` acknowledges: the request is no longer pending."""

    @extend_schema(
        operation_id="platform_tell_steps", request=StepsSerializer, responses=RecordedSerializer
    )
    def post(self, request: Request) -> Response:
        sent = StepsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        steps = sent.to_steps(sent.validated_data)
        return Response({"recorded": record_steps(steps, now=timezone.now())})


class MandateView(PlatformView):
    """The signed mandate of a request, byte for byte what its proof names."""

    @extend_schema(
        operation_id="platform_mandate",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, uid: UUID) -> HttpResponse:
        try:
            content = LocalPlatform().mandate_pdf(uid)
        except PlatformError:
            raise NotFound from None
        return HttpResponse(content, content_type="application/pdf")
