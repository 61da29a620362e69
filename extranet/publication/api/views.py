"""The publication's API: a back office leaves parts, then has them shown all at once."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.text.errors import BusinessError
from extranet.publication.api.serializers import (
    AddressChangesSerializer,
    AppliedSerializer,
    ApplySerializer,
    ChunkSerializer,
    CountSerializer,
    HeardSerializer,
    PartSerializer,
    RefusalSerializer,
    ShownSerializer,
)
from extranet.publication.selectors.shown import what_is_shown
from extranet.publication.services.exchange_addresses import heard, receive, untold
from extranet.publication.services.publishing import apply_publication, receive_chunk
from sepa.requests.api.access import CallThrottle, HasScope, PlatformKeyAuthentication
from sepa.requests.api.keys import PUBLICATIONS


class PublicationView(APIView):
    """Open to whoever shows an accepted key of the platform; refusals are told as they are."""

    authentication_classes = [PlatformKeyAuthentication]
    permission_classes = [HasScope]
    scope = PUBLICATIONS
    throttle_classes = [CallThrottle]

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, BusinessError):
            return Response({"detail": str(exc), "code": exc.code}, status=409)
        return super().handle_exception(exc)


class LastView(PublicationView):
    """What clients see now: what a new publication may add to, and need not bring again."""

    @extend_schema(operation_id="publications_last", responses=ShownSerializer)
    def get(self, request: Request) -> Response:
        return Response(ShownSerializer(what_is_shown()).data)


class ChunkView(PublicationView):
    """One part of a publication. Put twice, it is kept once; nothing shows before ``apply``."""

    @extend_schema(
        operation_id="publications_put_chunk",
        request=ChunkSerializer,
        responses={200: PartSerializer, 409: RefusalSerializer},
    )
    def put(self, request: Request, uid: UUID, number: int) -> Response:
        part = ChunkSerializer(data=request.data)
        part.is_valid(raise_exception=True)
        receive_chunk(uid=uid, number=number, **part.validated_data)
        return Response({"uid": uid})


class ApplyView(PublicationView):
    """Show the publication to clients, whole or not at all. Applied twice, it is applied once."""

    @extend_schema(
        operation_id="publications_apply",
        request=ApplySerializer,
        responses={200: AppliedSerializer, 409: RefusalSerializer},
    )
    def post(self, request: Request, uid: UUID) -> Response:
        sent = ApplySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        applied: Any = apply_publication(uid=uid, now=timezone.now(), **sent.validated_data)
        return Response(AppliedSerializer(applied).data)


class AddressesView(PublicationView):
    """Hears what the agency decided of addresses; says what clients asked and confirmed."""

    @extend_schema(
        operation_id="publications_exchange_addresses",
        request=AddressChangesSerializer,
        responses=AddressChangesSerializer,
    )
    def post(self, request: Request) -> Response:
        sent = AddressChangesSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        receive(AddressChangesSerializer(sent.validated_data).data["changes"], now=timezone.now())
        return Response(AddressChangesSerializer({"changes": untold()}).data)


class HeardView(PublicationView):
    """The back office has these, in these states: they are not said again."""

    @extend_schema(
        operation_id="publications_heard_addresses",
        request=HeardSerializer,
        responses=CountSerializer,
    )
    def post(self, request: Request) -> Response:
        sent = HeardSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        return Response({"count": heard(sent.validated_data["changes"])})
