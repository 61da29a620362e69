"""Links by which a user chooses a new password: mailed, never shown, good once for three days."""

import getpass
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.enums import SecurityKind
from core.database.services import audit
from core.database.services.log_security import log
from core.jobs.services import outbox
from core.people.models import User
from core.people.selectors.agency import agency
from core.sign_in.services.throttle_sign_in import may_write_to
from core.text.errors import BusinessError
from core.text.words import one_line

RESET_MAIL = "core.password_reset_mail"
#: Who asks makes no more letters than a household has accounts.
_HOUSEHOLD = 5
_GOES_NOWHERE = ("console", "dummy")


def reset_link(user: User, *, site: str) -> str:
    """The address of the page where ``user`` chooses a new password.

    It dies when used, when the password changes otherwise, or after PASSWORD_RESET_TIMEOUT.
    """
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    base = settings.EXTRANET_URL if site == "extranet" else settings.BACKOFFICE_URL
    return str(base).rstrip("/") + path.replace("UID-KEY", key)


def can_mail(user: User) -> bool:
    """Whether a letter reaches ``user``: a server is set, and an address is known."""
    return bool(user.email) and settings.EMAIL_BACKEND.split(".")[-2] not in _GOES_NOWHERE


def asked_for(typed: str) -> list[User]:
    """The accounts that this identifier, or this e-mail, is of; a household may share one."""
    known = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
    return list(known.order_by("pk")[:_HOUSEHOLD]) if typed else []


def ask_for_link(user: User, *, site: str) -> None:
    """A link for who forgot the password and asks for it; asked twice in a minute, sent once."""
    if not may_write_to(user):
        return
    outbox.enqueue(
        RESET_MAIL,
        identity=f"password-reset:{user.pk}:{timezone.now():%Y%m%d%H%M}",
        payload={"user": user.pk, "site": site},
    )
    log(SecurityKind.PASSWORD_LINK, user=user)


def mail_link(*, user: User, acting_user: User) -> None:
    """Have a link mailed to a member of staff. Raises BusinessError where no letter reaches them.

    Whoever asks for it never sees it: it opens the account.
    """
    if not can_mail(user):
        raise BusinessError(
            _(
                "Aucun e-mail ne peut partir : il manque l’adresse de cette personne, ou le "
                "serveur d’envoi. Sur le serveur, « manage.py reset_link %(username)s » donne le "
                "lien."
            )
            % {"username": user.username}
        )
    with transaction.atomic():
        audit.record("user.reset_link", acting_user=acting_user, on=user, by="mail")
        log(SecurityKind.PASSWORD_LINK, user=user, acting_user=acting_user)
        outbox.enqueue(
            RESET_MAIL,
            identity=f"password-reset:{user.pk}:{timezone.now():%Y%m%d%H%M%S}",
            payload={"user": user.pk, "site": "backoffice"},
        )


@transaction.atomic
def link_for_terminal(user: User) -> str:
    """The link for whoever holds the server's terminal; the audit trail says that they took it."""
    by = f"terminal:{getpass.getuser()}"
    audit.record("user.reset_link", acting_user=None, on=user, by=by)
    log(SecurityKind.PASSWORD_LINK, user=user, by=by)
    return reset_link(user, site="backoffice")


def send_reset_mail(payload: dict[str, Any]) -> None:
    """Mail the link. Bears being run twice: the second link kills none, each is good once."""
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user is None or not user.email:
        return
    firm = agency()
    context = {"user": user, "agency": firm, "link": reset_link(user, site=payload["site"])}
    send_mail(
        subject=_("Votre nouveau mot de passe — %(agency)s") % {"agency": one_line(firm.name)},
        message=render_to_string("account/email/password_reset_link.txt", context),
        from_email=None,
        recipient_list=[user.email],
    )
