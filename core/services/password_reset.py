"""Links by which a user chooses a new password: good once, for three days."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import User
from core.selectors import agency
from core.services import audit, outbox


def reset_link(user: User, *, site: str) -> str:
    """The address of the page where ``user`` chooses a new password.

    It dies when used, when the password changes otherwise, or after PASSWORD_RESET_TIMEOUT.
    """
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    base = settings.EXTRANET_URL if site == "extranet" else settings.BACKOFFICE_URL
    return str(base).rstrip("/") + path.replace("UID-KEY", key)


def make_link(*, user: User, acting_user: User) -> str:
    """A link to hand to a member of staff who lost the password; told in the audit trail."""
    audit.record("user.reset_link", acting_user=acting_user, on=user)
    return reset_link(user, site="backoffice")


@outbox.handles("core.password_reset_mail")
def send_reset_mail(payload: dict[str, Any]) -> None:
    """Mail the link. Bears being run twice: the second link kills none, each is good once."""
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user is None or not user.email:
        return
    firm = agency()
    context = {"user": user, "agency": firm, "link": reset_link(user, site=payload["site"])}
    send_mail(
        subject=_("Votre nouveau mot de passe — %(agency)s") % {"agency": firm.name},
        message=render_to_string("account/email/password_reset_link.txt", context),
        from_email=None,
        recipient_list=[user.email],
    )
