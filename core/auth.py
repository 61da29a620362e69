"""Sign-in: staff on the back office, clients on the extranet, never the other way round."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from core.enums import UserKind
from core.models import User

_KIND_OF_SITE = {"backoffice": UserKind.STAFF, "extranet": UserKind.CLIENT}


def belongs_to_this_site(user: User) -> bool:
    return user.kind == _KIND_OF_SITE[settings.LSC_SITE]


class SiteBackend(AuthenticationBackend):  # type: ignore[misc]
    """Authenticates only the kind of user that the running site is for."""

    def user_can_authenticate(self, user: User) -> bool:
        return super().user_can_authenticate(user) and belongs_to_this_site(user)

    def _check_password(self, user: User | None, password: str) -> User | None:
        # To the base class, whoever may not authenticate is inactive, and it opens a session to
        # tell them so. Someone of the other site is nobody here, whatever password they show.
        if user is not None and not belongs_to_this_site(user):
            return None
        return super()._check_password(user, password)  # type: ignore[no-any-return]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the agency: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest, *_args: Any) -> bool:
        return False
