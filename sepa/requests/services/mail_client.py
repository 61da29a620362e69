"""The letters of a one-off debit: the signature code, the signed mandate, the day of the debit."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.database.crypto import Ring, decrypt
from core.files.services import archive
from core.people.models import Agency
from core.text.money import format_euros
from core.text.words import one_line
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from sepa.requests.services.signing.send_code import CODE_LIFETIME, sealed_code


def _agency_name() -> str:
    agency = Agency.objects.filter(pk=1).first()
    return one_line(agency.name) if agency else _("Votre agence")


def _known_addresses(request: OneOffRequest) -> list[str]:
    """Where the code went, and where the client is reached now: each has a copy of the mandate."""
    return [each for each in dict.fromkeys((request.email, request.client.email)) if each]


def mail_code(payload: dict[str, Any], *, now: datetime) -> None:
    """Send the code, unless it came too late to be of use."""
    request = OneOffRequest.objects.filter(
        pk=payload["request"],
        state=RequestState.DRAFT,
        code_sent_at__gt=now - CODE_LIFETIME + timedelta(minutes=1),
    ).first()
    if request is None:
        return
    agency_name = _agency_name()
    EmailMessage(
        subject=_("%(agency)s : votre code de signature") % {"agency": agency_name},
        body=render_to_string(
            "sepa/mail/code.txt",
            {
                "code": decrypt(
                    payload["code"], bound_to=sealed_code(request.pk), ring=Ring.EXTRANET
                ),
                "amount": request.amount,
                "creditor": request.creditor_name,
                "agency_name": agency_name,
            },
        ),
        to=[request.email],
    ).send()


def mail_mandate(payload: dict[str, Any]) -> None:
    """Send the signed mandate, the very PDF that is kept as proof."""
    requests = OneOffRequest.objects.select_related("pdf", "client")
    request = requests.filter(pk=payload["request"]).first()
    if request is None or request.pdf is None:
        return
    agency_name = _agency_name()
    mail = EmailMessage(
        subject=_("%(agency)s : votre mandat de prélèvement %(reference)s")
        % {"agency": agency_name, "reference": request.mandate_reference},
        body=render_to_string(
            "sepa/mail/mandate.txt",
            {
                "creditor": request.creditor_name,
                "amount": request.amount,
                "reference": request.mandate_reference,
                "signed_at": request.signed_at,
                "agency_name": agency_name,
            },
        ),
        to=_known_addresses(request),
    )
    mail.attach(request.pdf.name, archive.read(request.pdf), "application/pdf")
    mail.send()


def mail_debit(payload: dict[str, Any], *, today: date) -> None:
    """Tell the day of the debit, unless it is past, or another day or an end came meanwhile."""
    request = OneOffRequest.objects.filter(
        pk=payload["request"],
        debit_date=payload["debit_date"],
        debit_date__gte=today,
    ).first()
    if request is None or request.state == RequestState.CANCELLED:
        return
    agency_name = _agency_name()
    EmailMessage(
        subject=_("%(agency)s : prélèvement de %(amount)s le %(day)s")
        % {
            "agency": agency_name,
            "amount": format_euros(request.amount),
            "day": f"{request.debit_date:%d/%m/%Y}",
        },
        body=render_to_string(
            "sepa/mail/debit.txt", {"request": request, "agency_name": agency_name}
        ),
        to=[request.email],
    ).send()
