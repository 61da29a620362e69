"""Tell people, by mail, what was changed of their way in: whoever did it, they hear of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.jobs.services import outbox
from core.people.models import User
from core.people.selectors.agency import agency
from core.text.words import one_line

KIND = "core.account_notice"

_SENTENCES = {
    "password_changed": gettext_lazy("Votre mot de passe vient d’être changé."),
    "password_issued": gettext_lazy(
        "L’agence vient de vous remettre un nouveau mot de passe. L’ancien ne sert plus, et votre "
        "second facteur, si vous en aviez un, est à activer de nouveau."
    ),
    "access_created": gettext_lazy(
        "L’agence vient de vous ouvrir un accès à l’espace client. Votre identifiant et votre mot "
        "de passe vous sont remis par elle."
    ),
    "factor_added": gettext_lazy("Un second facteur vient d’être ajouté à votre compte."),
    "factor_removed": gettext_lazy("Un second facteur vient d’être retiré de votre compte."),
    "factor_reset": gettext_lazy(
        "Vos seconds facteurs viennent d’être oubliés par l’agence, et vos sessions fermées."
    ),
    "recovery_codes": gettext_lazy("Les codes de secours de votre compte viennent d’être refaits."),
    "address_changed": gettext_lazy(
        "L’adresse e-mail de votre compte vient d’être changée. Les prochains messages ne seront "
        "plus envoyés à l’ancienne adresse."
    ),
    "rights_changed": gettext_lazy("Vos droits viennent d’être changés."),
    "account_closed": gettext_lazy("Votre compte vient d’être désactivé."),
    "account_opened": gettext_lazy("Votre compte vient d’être réactivé."),
    "sessions_ended": gettext_lazy("Vos sessions viennent d’être fermées par l’agence."),
}


def tell(user: User, what: str, *, also_to: Iterable[str] = ()) -> None:
    """Have ``user`` told of ``what``, a key of the sentences, with the caller's transaction.

    ``also_to`` are addresses that were theirs until now. Without any address nobody is told.
    """
    addresses = sorted({address for address in (user.email, *also_to) if address})
    if what not in _SENTENCES:
        raise KeyError(what)
    if addresses:
        outbox.enqueue(
            KIND,
            identity=f"{KIND}:{user.pk}:{uuid4()}",
            payload={
                "user": user.pk,
                "what": what,
                "to": addresses,
                "at": timezone.now().isoformat(),
            },
        )


def send_notice(payload: dict[str, Any]) -> None:
    """Mail the notice, one letter to each address: none learns of the other."""
    user = User.objects.filter(pk=payload["user"]).first()
    if user is None:
        return
    firm = agency()
    site = settings.EXTRANET_URL if user.is_client else settings.BACKOFFICE_URL
    context = {
        "user": user,
        "agency": firm,
        "sentence": str(_SENTENCES[payload["what"]]),
        "at": timezone.localtime(datetime.fromisoformat(payload["at"])),
        "site": site,
    }
    for address in payload["to"]:
        send_mail(
            subject=_("Votre compte a changé — %(agency)s") % {"agency": one_line(firm.name)},
            message=render_to_string("core/mail/account_notice.txt", context),
            from_email=None,
            recipient_list=[address],
        )
