"""Sign-in: staff on the back office, clients on the extranet, never the other way round."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from core import crypto
from core.addresses import client_ip
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
        # allauth tells whose password was right although they may not come in. Here nothing tells:
        # the password is checked at the same price, and the answer is the ordinary refusal.
        if user is None:
            return None
        self._did_check_password = True
        right = user.check_password(password)
        return user if right and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the agency: nobody signs up, and refusals tell nothing apart."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Identifiant ou mot de passe incorrect."),
        "account_inactive": _("Identifiant ou mot de passe incorrect."),
        "incorrect_password": _("Ce n’est pas votre mot de passe actuel."),
        "enter_current_password": _("Ce n’est pas votre mot de passe actuel."),
        "invalid_password_reset": _("Ce lien n’est plus valable. Demandez-en un nouveau."),
        "too_many_login_attempts": _(
            "Trop d’essais infructueux. Patientez cinq minutes, puis recommencez."
        ),
        "rate_limited": _("Trop de demandes en peu de temps : patientez un instant."),
    }

    def is_open_for_signup(self, request: HttpRequest, *_args: Any) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request) or ""

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        # Passkeys and reset links do not pass by the backend: the site is checked here too.
        if not (user.is_active and belongs_to_this_site(user)):
            raise ImmediateHttpResponse(redirect("account_login"))
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer


#: What second factors' secrets are bound to: allauth tells no row when it asks for them.
FACTOR = "mfa.authenticator"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors' secrets are encrypted at rest with the installation's keys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Ce code n’est pas le bon, ou il vient de changer."),
    }

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text, bound_to=FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text, bound_to=FACTOR)
