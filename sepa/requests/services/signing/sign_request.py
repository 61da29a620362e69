"""The signature: a verified code, a PDF kept for good, and the proof of both."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.database.crypto import Ring
from core.database.iban import iban_fingerprint
from core.database.services import audit
from core.files.enums import Direction
from core.files.models import ArchivedFile
from core.files.services import archive
from core.jobs.services import outbox
from core.people.models import User
from core.screens.pdf import render_pdf
from core.text.errors import BusinessError
from sepa.mandates.enums import SignatureChannel
from sepa.mandates.rules.mandate_text import mandate_text
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest, RequestStep
from sepa.requests.selectors.mandate_rows import mandate_rows
from sepa.requests.services.signing.refuse_twice import lock_account, refuse_twice
from sepa.requests.services.signing.send_code import code_refusal


@dataclass(frozen=True)
class SignatureContext:
    """From where the client signs, for the proof. The session key is kept hashed only."""

    session_key: str
    ip_address: str | None
    user_agent: str


@dataclass(frozen=True)
class _Shown:
    """What whoever signs shows of themselves, and was shown."""

    code: str
    password_checked: bool
    paid_besides: Collection[UUID]
    context: SignatureContext


def sign_request(
    request: OneOffRequest,
    *,
    acting_user: User,
    accepted: bool,
    context: SignatureContext,
    now: datetime,
    code: str = "",
    password_checked: bool = False,
    paid_besides: Collection[UUID] = (),
) -> OneOffRequest:
    """Sign the mandate: the request now waits for the back office to fetch it.

    ``password_checked`` stands for the code only where the client has no e-mail.
    ``paid_besides`` are the other payments that the client knows of and pays on top of. Signing
    twice signs once. Raises AlreadyPayingError where another was signed since the form was shown,
    and BusinessError; a wrong code is counted, so never call it in a transaction that the error
    would roll back.
    """
    if not accepted:
        raise BusinessError(_("Cochez la case de signature pour accepter le mandat."))
    channel = SignatureChannel.EMAIL_CODE if request.email else SignatureChannel.PASSWORD
    shown = _Shown(code, password_checked, paid_besides, context)
    if _verified(request, acting_user, shown, now=now) == RequestState.DRAFT:
        request.refresh_from_db()
        pdf = mandate_pdf(request, signed_at=now, channel=channel)
        _write(request, pdf, channel, shown, acting_user=acting_user, signed_at=now)
    request.refresh_from_db()
    return request


def mandate_pdf(request: OneOffRequest, *, signed_at: datetime, channel: SignatureChannel) -> bytes:
    """The mandate as a PDF/A, signed at that instant."""
    text = mandate_text(request.creditor_name, request.text_version)
    # In French whatever the screen's language: it is the proof of what was signed.
    with translation.override(settings.LANGUAGE_CODE):
        return render_pdf(
            "sepa/pdf/mandate.html",
            {
                "rows": mandate_rows(request),
                "text": text,
                "debtor": request.debtor_name,
                "signed_at": signed_at,
                "signed_at_utc": f"{signed_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
                "channel": channel.label,
            },
            title=text.title,
            kept=True,
        )


def _verified(request: OneOffRequest, acting_user: User, shown: _Shown, *, now: datetime) -> str:
    """The state of the request once its signer is known for sure. Raises BusinessError."""
    with transaction.atomic():
        request = OneOffRequest.objects.select_for_update().get(pk=request.pk, client=acting_user)
        if request.state != RequestState.DRAFT:
            return request.state
        refuse_twice(request, shown.paid_besides)
        if request.email:
            refusal = code_refusal(request, shown.code, now=now)
        else:
            refusal = (
                "" if shown.password_checked else _("Saisissez de nouveau votre mot de passe.")
            )
    if refusal:
        raise BusinessError(refusal)
    return RequestState.DRAFT


def _write(
    request: OneOffRequest,
    pdf: bytes,
    channel: SignatureChannel,
    shown: _Shown,
    *,
    acting_user: User,
    signed_at: datetime,
) -> None:
    """Write the signature, unless the request was signed or corrected while the PDF was made."""
    with transaction.atomic():
        lock_account(request)
        locked = OneOffRequest.objects.get(pk=request.pk)
        if locked.state != RequestState.DRAFT:
            return
        refuse_twice(locked, shown.paid_besides)
        if _signed_words(locked) != _signed_words(request):
            raise BusinessError(
                _("Votre demande vient d’être modifiée : relisez le mandat et signez de nouveau.")
            )
        file = _archive(pdf, locked)
        locked.pdf = file
        locked.state = RequestState.PENDING
        locked.state_at = locked.signed_at = signed_at
        locked.signature_channel = channel
        locked.evidence = _evidence(locked, shown.context, acting_user) | {
            "pdf_sha256": file.sha256,
            "signed_at_utc": signed_at.astimezone(UTC).isoformat(),
            "paid_besides": _references(locked, shown.paid_besides),
        }
        locked.code_hash = ""
        locked.save()
        RequestStep.objects.create(request=locked, state=RequestState.PENDING, at=signed_at)
        facts = {"amount": str(locked.amount), "pdf_sha256": file.sha256}
        audit.record("request.sign", acting_user=acting_user, on=locked, **facts)
        _have_mailed(locked)


def _have_mailed(request: OneOffRequest) -> None:
    if request.email:
        outbox.enqueue(
            "sepa.mandate_mail",
            identity=f"sepa.mandate_mail:{request.uid}",
            payload={"request": request.pk},
        )


def _references(request: OneOffRequest, paid_besides: Collection[UUID]) -> str:
    rows = OneOffRequest.objects.filter(
        uid__in=paid_besides, entity_code=request.entity_code, account_code=request.account_code
    ).order_by("pk")
    return ", ".join(rows.values_list("mandate_reference", flat=True))


def _signed_words(request: OneOffRequest) -> tuple[object, ...]:
    """What the client read and typed: none of it may change between the PDF and the signature."""
    return (mandate_rows(request), request.text_version, request.email, request.code_hash)


def _archive(pdf: bytes, request: OneOffRequest) -> ArchivedFile:
    try:
        return archive.archive(
            pdf,
            name=f"mandat-{request.mandate_reference}.pdf",
            kind="mandate",
            direction=Direction.IN,
        )
    except archive.ArchiveError as error:
        raise BusinessError(
            _("Votre signature n’a pas pu être enregistrée. Réessayez dans quelques minutes.")
        ) from error


def _evidence(
    request: OneOffRequest, context: SignatureContext, acting_user: User
) -> dict[str, Any]:
    """What proves the signature. The IBAN is in its own encrypted column, its fingerprint here."""
    text = mandate_text(request.creditor_name, request.text_version)
    return {
        "mandate_reference": request.mandate_reference,
        "form_opened_at_utc": request.evidence.get("form_opened_at_utc", ""),
        "creditor_name": request.creditor_name,
        "creditor_address": request.creditor_address,
        "creditor_identifier": request.creditor_identifier,
        "debtor_title": request.title,
        "debtor_last_name": request.last_name,
        "debtor_first_name": request.first_name,
        "debtor_company": request.company,
        "debtor_email": request.email,
        "iban_masked": request.iban_masked,
        "iban_fingerprint": iban_fingerprint(request.iban, Ring.EXTRANET),
        "bic": request.bic,
        "amount": str(request.amount),
        "sequence": "OOFF",
        "entity": request.entity_code,
        "account": request.account_code,
        "text_version": text.version,
        "text_sha256": text.sha256,
        "login": acting_user.get_username(),
        "session_sha256": hashlib.sha256(context.session_key.encode()).hexdigest(),
        "ip_address": context.ip_address or "",
        "user_agent": context.user_agent[:400],
        "box_ticked": True,
        "channel": request.signature_channel,
        "channel_result": "verified",
        "code_sent_at_utc": (
            request.code_sent_at.astimezone(UTC).isoformat() if request.code_sent_at else ""
        ),
        "wrong_codes": request.code_attempts,
    }
