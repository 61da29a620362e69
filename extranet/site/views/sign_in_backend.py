"""Sign-in of clients: an initial password opens one session, in its time."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from core.people.models import User
from core.sign_in.auth import SiteBackend
from extranet.publication.models import ClientAccess
from extranet.publication.services.give_access import consume_initial_password, password_chosen


class AccessBackend(SiteBackend):
    """Like the site's, and spends the initial password of the client who signs in with it."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is None or not user.is_client:
            return user
        access = ClientAccess.objects.filter(user=user).first()
        if access is None:
            return None
        if access.must_choose_password and not consume_initial_password(access, now=timezone.now()):
            if request is not None:
                # Told on the sign-in page: whoever reads it has typed the right password.
                request.initial_password_is_over = True  # type: ignore[attr-defined]
            raise PermissionDenied
        return user


@receiver([password_changed, password_reset, password_set])
def _own_password(user: User, **_kwargs: Any) -> None:
    access = ClientAccess.objects.filter(user=user).first()
    if access is not None:
        password_chosen(access)
