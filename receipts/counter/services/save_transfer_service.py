"""The services to which papers are handed on, kept in the settings."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from receipts.counter.models import TransferService


def save_service(
    *, acting_user: User, name: str, active: bool = True, service_id: int | None = None
) -> TransferService:
    """Add a service, rename it, or put it out of use; its slips stay. Raises BusinessError for a
    name that another one has."""
    name = " ".join(name.split())[:60]
    if not name:
        raise BusinessError(_("Donnez un nom à ce service."))
    try:
        with transaction.atomic():
            service = _locked(service_id)
            before = TransferService(name=service.name, active=service.active)
            service.name, service.active = name, active
            service.save()
            changes = audit.changes(before, service, ("name", "active"))
            if changes:
                audit.record("transfer.service", acting_user=acting_user, on=service, **changes)
    except IntegrityError:
        raise BusinessError(_("« %(name)s » existe déjà.") % {"name": name}) from None
    return service


def _locked(service_id: int | None) -> TransferService:
    if service_id is None:
        return TransferService()
    service = TransferService.objects.select_for_update(no_key=True).filter(pk=service_id).first()
    if service is None:
        raise BusinessError(_("Ce service n’existe plus."))
    return service
