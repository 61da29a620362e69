"""A way in again by mail: whom a stranger locked out proves, by a letter, that they are not it.

The letter opens no account. It makes the device known, whose tries are counted apart.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.database.enums import SecurityKind
from core.database.services.log_security import log
from core.jobs.services import outbox
from core.people.models import User
from core.people.selectors.agency import agency
from core.sign_in.auth import belongs_to_this_site
from core.sign_in.services.throttle_sign_in import known_user, let_in_again, may_write_to
from core.text.words import one_line

KIND = "core.way_in_mail"
LIFETIME = timedelta(minutes=30)
_SALT = "core.way_in"


def ask(username: str) -> None:
    """Have a letter sent to who owns ``username``, if anyone; the answer is the same to all."""
    user = known_user(username.strip())
    if user is None or not (user.is_active and user.email and belongs_to_this_site(user)):
        return
    if may_write_to(user):
        outbox.enqueue(
            KIND,
            identity=f"{KIND}:{user.pk}:{timezone.now():%Y%m%d%H%M}",
            payload={"user": user.pk, "site": settings.LSC_SITE},
        )
        log(SecurityKind.WAY_IN_ASKED, user=user)


def owner_of(token: str) -> User | None:
    """Whose letter this is; None where it is too old, forged, or the password changed since."""
    try:
        pk, password = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    mine = user is not None and belongs_to_this_site(user) and password == _state(user)
    return user if mine else None


def let_in(request: HttpRequest, user: User) -> None:
    """The letter was answered from this device: it may try again."""
    let_in_again(request, user)
    log(SecurityKind.WAY_IN_USED, user=user)


def _state(user: User) -> str:
    # With the address: a letter that went to a former one lets nobody in.
    return salted_hmac(_SALT, f"{user.get_session_auth_hash()} {user.email}").hexdigest()[:12]


def send_letter(payload: dict[str, Any]) -> None:
    """Mail the link; the token is made here, so that none lies in the outbox."""
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user is None or not user.email:
        return
    firm, site = agency(), payload["site"]
    base = settings.EXTRANET_URL if site == "extranet" else settings.BACKOFFICE_URL
    token = signing.dumps([user.pk, _state(user)], salt=_SALT)
    link = base.rstrip("/") + reverse("account_way_in_link", kwargs={"token": token})
    context = {"user": user, "agency": firm, "link": link}
    send_mail(
        subject=_("Pour vous connecter de nouveau — %(agency)s") % {"agency": one_line(firm.name)},
        message=render_to_string("core/mail/way_in.txt", context),
        from_email=None,
        recipient_list=[user.email],
    )
