"""The request of a client who has signed in."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django_htmx.middleware import HtmxDetails

from core.models import User
from extranet.models import ClientAccess, PublishedAccount
from extranet.selectors import account_of, own_request
from sepa.models import OneOffRequest


class ClientRequest(HttpRequest):
    """What ``core.access.signed_in`` and the middleware of this room let through."""

    user: User
    client_access: ClientAccess
    htmx: HtmxDetails


def own_account(request: ClientRequest, pk: int) -> PublishedAccount:
    """The client's account, or 404: somebody else's does not exist for them."""
    try:
        return account_of(request.client_access, pk)
    except PublishedAccount.DoesNotExist:
        raise Http404 from None


def own_payment(request: ClientRequest, uid: UUID) -> OneOffRequest:
    """A payment of this very client, or 404."""
    try:
        return own_request(request.user, uid)
    except OneOffRequest.DoesNotExist:
        raise Http404 from None
