"""Tell the right people that debits were asked for (« pour info »)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.crypto import lasting_mark
from core.enums import Level
from core.models import User
from core.money import ZERO, format_euros
from core.services import messages
from sepa.platform import PendingRequest
from sepa.services.fetching.accounts import AccountFacts

_LINES_SHOWN = 20


def notify_fetched(
    requests: Sequence[PendingRequest],
    found: Sequence[AccountFacts | None],
    validators: Mapping[str, int | None],
) -> None:
    """One message to each person concerned, whatever the number of requests.

    Those of nobody go to every user who receives system messages; failing that, the
    administrators are told that nobody was.
    """
    groups: dict[int | None, list[tuple[PendingRequest, bool]]] = {}
    for request, facts in zip(requests, found, strict=True):
        owner = facts.owner_id if facts else validators.get(request.entity_code)
        groups.setdefault(owner, []).append((request, facts is None or bool(facts.refusal)))
    people = User.objects.in_bulk([owner for owner in groups if owner is not None])
    for owner, told in groups.items():
        recipients = [people[owner]] if owner else messages.users_receiving_messages()
        _tell(recipients, told)


def _tell(recipients: Sequence[User], told: Sequence[tuple[PendingRequest, bool]]) -> None:
    count = len(told)
    total: Decimal = sum((request.amount for request, _lost in told), ZERO)
    lost = sum(1 for _request, unassigned in told if unassigned)
    title = ngettext(
        "%(count)d prélèvement demandé sur l’extranet : %(total)s",
        "%(count)d prélèvements demandés sur l’extranet : %(total)s",
        count,
    ) % {"count": count, "total": format_euros(total)}
    to_assign = _("compte à affecter")
    lines = [
        f"{request.entity_code} {request.account_code} · {request.payer_name} · "
        f"{format_euros(request.amount)}{f' · {to_assign}' if unassigned else ''}"
        for request, unassigned in told[:_LINES_SHOWN]
    ]
    if count > _LINES_SHOWN:
        lines.append(_("… et %(count)d de plus au brouillard.") % {"count": count - _LINES_SHOWN})
    messages.notify(
        recipients,
        identity=f"sepa.fetched:{told[0][0].uid}",
        title=title,
        body="\n".join(lines),
        link=f"{reverse('receipts:draft')}?canal=one_off",
        level=Level.WARNING if lost else Level.INFO,
    )


def notify_unreadable(marks: Sequence[str]) -> None:
    """Tell the administrators once of the requests behind these marks, which hold no secret."""
    count = len(marks)
    messages.notify(
        messages.administrators(),
        identity=f"sepa.unreadable:{lasting_mark(' '.join(sorted(marks)))}",
        title=ngettext(
            "%(count)d demande illisible sur la plateforme SEPA",
            "%(count)d demandes illisibles sur la plateforme SEPA",
            count,
        )
        % {"count": count},
        body=_(
            "LSC a pris les autres demandes et laissé celles-ci sur la plateforme : rien n’a été "
            "prélevé. Faites vérifier cette installation, puis prévenez les clients concernés."
        ),
        level=Level.ERROR,
    )
