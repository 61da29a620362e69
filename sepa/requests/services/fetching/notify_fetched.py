"""Tell the right people that debits were asked for (« pour info »)."""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.database.crypto import lasting_mark
from core.database.portfolio import portfolio_of
from core.jobs.enums import Level
from core.jobs.services import messages
from core.people.models import User
from core.text.money import ZERO, format_euros
from sepa.requests.platform import PendingRequest
from sepa.requests.services.fetching.find_accounts import AccountFacts, Accounts

_LINES_SHOWN = 20


def notify_fetched(
    requests: Sequence[PendingRequest],
    accounts_paid: Sequence[AccountFacts | None],
    accounts: Accounts,
) -> None:
    """One message to each person concerned, whatever the number of requests.

    Those of nobody, or of somebody who no longer works on the entity, go to every user who
    receives system messages; failing that, the administrators are told that nobody was.
    """
    owners = [
        facts.owner_id if facts else accounts.validators.get(request.entity_code)
        for request, facts in zip(requests, accounts_paid, strict=True)
    ]
    people = User.objects.in_bulk({owner for owner in owners if owner is not None})
    works_on = {pk: portfolio_of(person) for pk, person in people.items()}
    groups: dict[int | None, list[tuple[PendingRequest, bool]]] = {}
    for request, facts, owner in zip(requests, accounts_paid, owners, strict=True):
        about = _entities([request], accounts)
        key = owner if owner and works_on[owner].covers(about) else None
        groups.setdefault(key, []).append((request, facts is None or bool(facts.refusal)))
    for owner, group in groups.items():
        recipients = [people[owner]] if owner else messages.users_receiving_messages()
        _tell(recipients, group, _entities([request for request, _lost in group], accounts))


def _entities(requests: Sequence[PendingRequest], accounts: Accounts) -> list[int] | None:
    """Keys of the entities that requests are of; None where one is of none that is known."""
    known = [accounts.entities.get(request.entity_code) for request in requests]
    keys = [pk for pk in known if pk is not None]
    return keys if len(keys) == len(known) else None


def _tell(
    recipients: Sequence[User],
    requests: Sequence[tuple[PendingRequest, bool]],
    entities: Sequence[int] | None,
) -> None:
    count = len(requests)
    total: Decimal = sum((request.amount for request, _lost in requests), ZERO)
    lost = sum(1 for _request, unassigned in requests if unassigned)
    title = ngettext(
        "%(count)d prélèvement demandé sur l’extranet : %(total)s",
        "%(count)d prélèvements demandés sur l’extranet : %(total)s",
        count,
    ) % {"count": count, "total": format_euros(total)}
    to_assign = _("compte à affecter")
    lines = [
        f"{request.entity_code} {request.account_code} · {request.payer_name} · "
        f"{format_euros(request.amount)}{f' · {to_assign}' if unassigned else ''}"
        for request, unassigned in requests[:_LINES_SHOWN]
    ]
    if count > _LINES_SHOWN:
        lines.append(_("… et %(count)d de plus au brouillard.") % {"count": count - _LINES_SHOWN})
    messages.notify(
        recipients,
        identity=f"sepa.fetched:{requests[0][0].uid}",
        title=title,
        body="\n".join(lines),
        link=f"{reverse('receipts:draft')}?canal=one_off",
        level=Level.WARNING if lost else Level.INFO,
        entities=entities,
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
