"""The code that a client types to sign: sent by e-mail, good for ten minutes and few tries."""

import math
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.database.crypto import Ring, encrypt
from core.database.services import audit
from core.jobs.services import outbox
from core.people.models import User
from core.text.errors import BusinessError
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest

CODE_LIFETIME = timedelta(minutes=10)
RESEND_AFTER = timedelta(seconds=30)
MAX_TRIES = 5
#: Codes for one request before a pause.
CODES_IN_A_ROW = 5
MAX_CODES_PER_HOUR = 10
PAUSE = timedelta(hours=1)


def send_code(request: OneOffRequest, *, acting_user: User, now: datetime) -> OneOffRequest:
    """Send a new code to the address that the agency holds; the former one is worth nothing.

    Raises BusinessError where codes were asked for too often, or the request is signed already.
    """
    with transaction.atomic():
        request = OneOffRequest.objects.select_for_update().get(pk=request.pk, client=acting_user)
        request.email = acting_user.email
        _check_sending(request, now)
        code = f"{secrets.randbelow(10**6):06d}"
        request.code_hash = _hash(request, code)
        request.code_sent_at = now
        request.code_attempts = 0
        request.codes_sent += 1
        request.save(
            update_fields=["email", "code_hash", "code_sent_at", "code_attempts", "codes_sent"]
        )
        sealed = encrypt(code, bound_to=sealed_code(request.pk), ring=Ring.EXTRANET)
        outbox.enqueue(
            "sepa.code_mail",
            identity=f"sepa.code_mail:{request.uid}:{request.codes_sent}",
            payload={
                "request": request.pk,
                "code": sealed,
            },
        )
        audit.record("request.send_code", acting_user=acting_user, on=request)
    return request


def sealed_code(request_id: int) -> str:
    """What a code that waits to be mailed is bound to."""
    return f"sepa.code_mail:{request_id}"


def _check_sending(request: OneOffRequest, now: datetime) -> None:
    if request.state != RequestState.DRAFT:
        raise BusinessError(_("Ce mandat est déjà signé : il n’y a plus de code à saisir."))
    if not request.email:
        raise BusinessError(_("Aucun e-mail n’est connu pour vous envoyer un code."))
    wait = code_wait(request, now=now)
    if wait > RESEND_AFTER:
        raise BusinessError(
            _("Trop de codes ont été demandés : recommencez dans %(wait)s, ou contactez l’agence.")
            % {"wait": waiting_words(wait)}
        )
    if wait:
        raise BusinessError(
            _("Un code vient de vous être envoyé : vous pourrez en redemander un dans %(wait)s.")
            % {"wait": waiting_words(wait)}
        )


def code_wait(request: OneOffRequest, *, now: datetime) -> timedelta:
    """How long this request must wait for its next code; zero where it may be asked for now.

    Thirty seconds after a code, an hour after every fifth of a request, and until fewer than ten
    went to this client within the hour.
    """
    free_at = [now]
    if request.code_sent_at and request.code_hash:
        free_at.append(request.code_sent_at + RESEND_AFTER)
    if request.code_sent_at and request.codes_sent and request.codes_sent % CODES_IN_A_ROW == 0:
        free_at.append(request.code_sent_at + PAUSE)
    lately = OneOffRequest.objects.filter(
        client=request.client_id, code_sent_at__gt=now - PAUSE
    ).order_by("-code_sent_at")
    sent = 0
    for sent_at, count in lately.values_list("code_sent_at", "codes_sent"):
        sent += min(count, CODES_IN_A_ROW)
        if sent_at is not None and sent >= MAX_CODES_PER_HOUR:
            free_at.append(sent_at + PAUSE)
            break
    return max(free_at) - now


def waiting_words(wait: timedelta) -> str:
    """« 25 secondes », « 42 minutes »: never less than what is left to wait."""
    seconds = math.ceil(wait.total_seconds())
    if seconds < 60:
        return ngettext("%(n)d seconde", "%(n)d secondes", seconds) % {"n": seconds}
    minutes = math.ceil(seconds / 60)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def code_refusal(request: OneOffRequest, code: str, *, now: datetime) -> str:
    """Why this code does not sign, or an empty string. A wrong try is counted.

    To be called with the row locked, and committed whatever the answer.
    """
    if not request.code_hash or request.code_sent_at is None:
        return _("Demandez d’abord un code : il vous sera envoyé par e-mail.")
    if now > request.code_sent_at + CODE_LIFETIME:
        return _("Ce code n’est plus valable (10 minutes) : demandez-en un autre.")
    if request.code_attempts >= MAX_TRIES:
        return _("Trop d’essais avec ce code : demandez-en un autre.")
    if constant_time_compare(_hash(request, "".join(code.split())), request.code_hash):
        return ""
    request.code_attempts += 1
    request.save(update_fields=["code_attempts"])
    left = MAX_TRIES - request.code_attempts
    if not left:
        return _("Trop d’essais avec ce code : demandez-en un autre.")
    return ngettext(
        "Ce code n’est pas le bon : il vous reste %(left)d essai.",
        "Ce code n’est pas le bon : il vous reste %(left)d essais.",
        left,
    ) % {"left": left}


def _hash(request: OneOffRequest, code: str) -> str:
    # Keyed by the site's secret: six digits alone would be found from a bare hash.
    return salted_hmac(f"sepa.code:{request.uid}", code, algorithm="sha256").hexdigest()
