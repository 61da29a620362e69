"""Tell every administrator, and whoever may approve it, of a change of bank details."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.jobs.enums import Level
from core.jobs.services import messages
from core.people.models import User
from ledger.books.models import BankDetailsChange, Entity
from ledger.books.selectors.bank_details_changes import second_people


def tell_change(change: BankDetailsChange) -> None:
    """Of what was asked, approved, refused or withdrawn; IBANs masked."""
    lines = [f"{label} : {old or '—'} → {new or '—'}" for label, old, new in change.differences]
    who = change.decided_by or change.requested_by
    body = _("%(state)s par %(who)s ; demandé par %(requester)s.") % {
        "state": change.get_state_display(),
        "who": who,
        "requester": change.requested_by,
    }
    approvers = second_people(
        change.requested_by, entity_id=change.entity_id, now=change.requested_at
    )
    people = {person.pk: person for person in [*messages.administrators(), *approvers]}
    messages.notify(
        people.values(),
        identity=f"bank-details:{change.pk}:{change.state}",
        title=_("Coordonnées bancaires de %(entity)s") % {"entity": change.entity},
        body="\n".join([body, *lines]),
        link=reverse("ledger:bank_details"),
        level=Level.WARNING,
        entities=[change.entity_id],
    )


def tell_first(entity: Entity, *, acting_user: User, now: datetime) -> None:
    """Of details that were in force at once: nobody could know those before."""
    messages.notify(
        messages.administrators(),
        identity=f"bank-details:first:{entity.pk}:{now:%Y%m%d%H%M%S%f}",
        title=_("Coordonnées bancaires de %(entity)s") % {"entity": entity},
        body=_(
            "Enregistrées par %(who)s. L’entité n’a encore rien publié ni prélevé : elles valent "
            "tout de suite."
        )
        % {"who": acting_user},
        link=reverse("ledger:entity", args=[entity.pk]),
        level=Level.WARNING,
        entities=[entity.pk],
    )
