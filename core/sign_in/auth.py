"""Sign-in: staff on the back office, clients on the extranet, never the other way round."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.database import crypto
from core.database.enums import SecurityKind
from core.database.portfolio import works_on_all
from core.database.visitor import client_ip
from core.people.enums import UserKind
from core.people.models import User
from core.sign_in.services.count_failures import ThrottledError
from core.sign_in.services.log_failure import log_failure
from core.sign_in.services.throttle_sign_in import known_user, reserve_password

#: Rights on what mixes entities: nights, exchanged files, the audit trail, the kiosk, what the
#: platform holds, legal holds. Who works on some entities only does not hold them, even if given.
OVER_THE_AGENCY = frozenset(
    {
        "core_people.manage_settings",
        "core_people.receive_system_messages",
        "core_people.see_audit",
        "core_people.see_files",
        "connectic.see_kiosk",
        "connectic.run_kiosk",
        "ledger_people.place_legal_holds",
        "sepa_collections.fetch_requests",
    }
)
_KIND_OF_SITE = {"backoffice": UserKind.STAFF, "extranet": UserKind.CLIENT}


def belongs_to_this_site(user: User) -> bool:
    return user.kind == _KIND_OF_SITE[settings.LSC_SITE]


class SiteBackend(AuthenticationBackend):  # type: ignore[misc]
    """Authenticates only the kind of user that the running site is for."""

    def user_can_authenticate(self, user: User) -> bool:
        return super().user_can_authenticate(user) and belongs_to_this_site(user)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """What reaches over the whole agency is held by who works on all of it only."""
        # Asked for each link of the menu: the entities themselves are not read for it.
        if perm in OVER_THE_AGENCY and user_obj.is_authenticated and not works_on_all(user_obj):
            return False
        return bool(super().has_perm(user_obj, perm, obj))

    def with_perm(self, perm: Any, *args: Any, **kwargs: Any) -> Any:
        people = super().with_perm(perm, *args, **kwargs)
        if perm in OVER_THE_AGENCY:
            people = people.filter(Q(is_superuser=True) | Q(every_entity=True))
        return people

    def _check_password(self, user: User | None, password: str) -> User | None:
        # allauth tells whose password was right although they may not come in. Here nothing tells:
        # the password is checked at the same price, and the answer is the ordinary refusal.
        if user is None:
            return None
        self._did_check_password = True
        right = user.check_password(password)
        return user if right and self.user_can_authenticate(user) else None


def opening_time(lock: ThrottledError) -> str:
    """« à 14:35 », « le 27/11 à 00:05 »: the next whole minute, when it is no longer too early."""
    until = timezone.localtime(lock.until + timedelta(seconds=59))
    if until.date() == timezone.localdate():
        return _("à %(time)s") % {"time": f"{until:%H:%M}"}
    return _("le %(day)s à %(time)s") % {"day": f"{until:%d/%m}", "time": f"{until:%H:%M}"}


def locked_out(request: HttpRequest, lock: ThrottledError) -> str:
    """The sentence that says until when; the page then offers the way in by mail."""
    request.locked_until = lock.until  # type: ignore[attr-defined]
    return _("Trop d’essais infructueux : recommencez %(when)s.") % {"when": opening_time(lock)}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the agency: nobody signs up, and refusals tell nothing apart."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("Identifiant ou mot de passe incorrect."),
        "account_inactive": gettext_lazy("Identifiant ou mot de passe incorrect."),
        "incorrect_password": gettext_lazy("Ce n’est pas votre mot de passe actuel."),
        "enter_current_password": gettext_lazy("Ce n’est pas votre mot de passe actuel."),
        "invalid_password_reset": gettext_lazy(
            "Ce lien n’est plus valable. Demandez-en un nouveau."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest, *_args: Any) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request) or "0.0.0.0"  # noqa: S104

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        # Instead of the library's count, which a stranger fills, and which asks the cache.
        try:
            self._attempt = reserve_password(request, credentials.get("username", ""))
        except ThrottledError as lock:
            raise ValidationError(locked_out(request, lock)) from lock

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            self._attempt.succeeded()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        typed = credentials.get("username", "")
        log_failure(SecurityKind.REFUSED, self._attempt, user=known_user(typed), typed=typed)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        # Passkeys and reset links do not pass by the backend: the site is checked here too.
        if not (user.is_active and belongs_to_this_site(user)):
            raise ImmediateHttpResponse(redirect("account_login"))
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer


#: What second factors' secrets are bound to: allauth tells no row when it asks for them.
FACTOR = "mfa.authenticator"


def ring_of_factors(kind: str) -> crypto.Ring:
    """Whose keys protect the second factors of that kind of user."""
    return crypto.Ring.EXTRANET if kind == UserKind.CLIENT else crypto.Ring.BOOKS


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors' secrets are encrypted at rest with the keys of the site they are used on."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "Ce code n’est pas le bon, a déjà servi, ou vient de changer."
        ),
    }

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text, bound_to=FACTOR, ring=_ring_of_site())

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text, bound_to=FACTOR, ring=_ring_of_site())


def _ring_of_site() -> crypto.Ring:
    return ring_of_factors(_KIND_OF_SITE[settings.LSC_SITE])
