"""Nobody pays twice without wanting to: what else was signed on the account since the form."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from core.text.money import format_euros
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest

#: Signed so little before the form was shown that its page may not have told of it.
JUST_SIGNED = timedelta(minutes=5)
_DONE = (RequestState.SETTLED, RequestState.POSTED)


class AlreadyPayingError(BusinessError):
    """Other payments of this account are to be told to the client, who may still want this one."""

    def __init__(self, payments: Sequence[OneOffRequest]) -> None:
        super().__init__(
            " ".join(
                [
                    *(sentence_about(each) for each in payments),
                    _("Cochez la case si vous voulez vraiment payer encore une fois."),
                ]
            )
        )


def sentence_about(payment: OneOffRequest) -> str:
    """« Un prélèvement de 65,63 € est déjà en cours depuis le 22/11/2026 à 14:05. »"""
    at = timezone.localtime(payment.signed_at)
    facts = {"amount": format_euros(payment.amount), "day": f"{at:%d/%m/%Y}", "hour": f"{at:%H:%M}"}
    if payment.state in _DONE:
        text = _("Un prélèvement de %(amount)s, demandé le %(day)s à %(hour)s, a déjà eu lieu.")
    else:
        text = _("Un prélèvement de %(amount)s est déjà en cours depuis le %(day)s à %(hour)s.")
    return text % facts


def opened_at(request: OneOffRequest) -> datetime:
    """When the form of this request was shown to its client."""
    shown_at = request.evidence.get("form_opened_at_utc")
    return datetime.fromisoformat(shown_at) if shown_at else request.created_at


def signed_since_opening(request: OneOffRequest) -> list[OneOffRequest]:
    """What this client signed on the same account since the form was shown, and did not give up:
    the former holder's payments are told to nobody else."""
    others = OneOffRequest.objects.filter(
        client=request.client_id,
        entity_code=request.entity_code,
        account_code=request.account_code,
        signed_at__gt=opened_at(request) - JUST_SIGNED,
    )
    unfinished = (RequestState.DRAFT, RequestState.CANCELLED)
    return list(
        others.exclude(pk=request.pk).exclude(state__in=unfinished).defer("iban", "evidence")
    )


def refuse_twice(request: OneOffRequest, paid_besides: Collection[UUID]) -> None:
    """Raise AlreadyPayingError unless the client was told of each of them and wants to go on."""
    missing = [each for each in signed_since_opening(request) if each.uid not in paid_besides]
    if missing:
        raise AlreadyPayingError(missing)


def lock_account(request: OneOffRequest) -> None:
    """Lock what may be signed or was just signed on the account, until the transaction ends.

    Two signatures of one account come one after the other: the second sees the first.
    """
    rows = OneOffRequest.objects.select_for_update().filter(
        Q(state=RequestState.DRAFT) | Q(signed_at__gt=opened_at(request) - JUST_SIGNED),
        entity_code=request.entity_code,
        account_code=request.account_code,
    )
    list(rows.order_by("pk").values_list("pk", flat=True))
