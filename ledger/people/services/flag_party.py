"""Say that a party gets no reminder, and why; say that it gets them again."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from ledger.people.enums import FlagKind
from ledger.people.models import Party, PartyFlag


@transaction.atomic
def raise_flag(
    *, party: Party, kind: FlagKind, since: date, note: str, acting_user: User | None, today: date
) -> PartyFlag:
    """Flag a party from ``since`` on.

    Raises BusinessError where it carries that flag already, or where ``since`` is yet to come.
    """
    if since > today:
        raise BusinessError(_("La date du signalement est à venir : donnez celle du fait."))
    Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    if PartyFlag.objects.filter(party=party, kind=kind, lifted_at__isnull=True).exists():
        raise BusinessError(
            _("%(party)s est déjà signalé : %(kind)s.")
            % {"party": party.name, "kind": FlagKind(kind).label}
        )
    flag = PartyFlag.objects.create(
        party=party, kind=kind, since=since, note=note.strip()[:300], raised_by=acting_user
    )
    audit.record(
        "party.flag",
        acting_user=acting_user,
        on=party,
        flag=str(flag),
        since=f"{since:%d/%m/%Y}",
        note=flag.note,
    )
    return flag


@transaction.atomic
def lift_flag(*, flag: PartyFlag, acting_user: User | None, now: datetime) -> None:
    """Lift a flag: reminders go out again. Raises BusinessError where it is lifted already."""
    locked = PartyFlag.objects.select_for_update(of=("self",)).select_related("party")
    flag = locked.get(pk=flag.pk)
    if flag.lifted_at is not None:
        raise BusinessError(_("Ce signalement est déjà levé."))
    flag.lifted_at, flag.lifted_by = now, acting_user
    flag.save(update_fields=["lifted_at", "lifted_by"])
    audit.record("party.unflag", acting_user=acting_user, on=flag.party, flag=str(flag))
