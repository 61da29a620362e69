"""The letter to the former address, whose answer confirms the new one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.people.selectors.agency import agency
from core.text.words import one_line
from extranet.publication.enums import AddressState
from extranet.publication.models import AddressChange

LIFETIME = timedelta(days=3)
_SALT = "extranet.address"


def change_of(token: str) -> AddressChange | None:
    """What the letter is about; None where it is too old, forged, answered already, or went to an
    address that is not the client's any more."""
    try:
        uid = UUID(signing.loads(token, salt=_SALT, max_age=LIFETIME))
    except (signing.BadSignature, ValueError):
        return None
    waiting = AddressChange.objects.select_related("access__user")
    change = waiting.filter(uid=uid, state=AddressState.ASKED).first()
    return None if change is None or change.is_overtaken else change


def send_letter(payload: dict[str, Any]) -> None:
    """Mail the link to the former address; the token is made here, so that none lies waiting."""
    change = (
        AddressChange.objects.filter(pk=payload["change"], state=AddressState.ASKED)
        .select_related("access__user")
        .first()
    )
    if change is None or not change.former or change.is_overtaken:
        return
    firm = agency()
    token = signing.dumps(str(change.uid), salt=_SALT)
    context = {
        "change": change,
        "agency": firm,
        # The clients' site has no URL of its own name in the back office's process.
        "link": f"{settings.EXTRANET_URL.rstrip('/')}/mon-adresse/{token}/",
    }
    send_mail(
        subject=_("Votre nouvelle adresse e-mail — %(agency)s") % {"agency": one_line(firm.name)},
        message=render_to_string("extranet/mail/address.txt", context),
        from_email=None,
        recipient_list=[change.former],
    )
