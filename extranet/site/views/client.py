"""The request of a client who has signed in."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from core.people.models import User
from core.text.errors import BusinessError
from extranet.publication.models import ClientAccess, PublishedAccount
from extranet.site.selectors import account_of, own_request
from sepa.requests.models import OneOffRequest


class ClientRequest(HttpRequest):
    """What ``core.people.access.signed_in`` and the middleware of this room let through."""

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


def password_is_right(request: ClientRequest) -> bool:
    """Throttled like a sign-in. Raises BusinessError after too many wrong ones."""
    password = request.POST.get("password", "")
    try:
        right = bool(password) and get_adapter(request).reauthenticate(request.user, password)
    except ValidationError as error:
        raise BusinessError(error.messages[0]) from error
    if password and not right:
        raise BusinessError(_("Ce mot de passe n’est pas le vôtre : recommencez."))
    return bool(right)
