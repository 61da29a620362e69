"""The firm's own settings."""

from typing import Any

from django.db import transaction

from core.database.services import audit
from core.people.models import Agency, User

FIELDS = (
    "name", "address", "phone", "email", "opening_hours", "legal_notice", "privacy_contact",
    "logo", "colour",
)  # fmt: skip


@transaction.atomic
def update(*, acting_user: User, values: dict[str, Any]) -> Agency:
    """Change the agency's identity; both sites show it within half a minute."""
    row, _created = Agency.objects.get_or_create(pk=1, defaults={"name": values["name"]})
    firm = Agency.objects.select_for_update().get(pk=row.pk)
    before = Agency.objects.get(pk=row.pk)
    for name in FIELDS:
        if name in values:
            setattr(firm, name, values[name] or "")
    firm.save()
    differences = audit.changes(before, firm, FIELDS)
    if differences:
        audit.record("agency.update", acting_user=acting_user, on=firm, **differences)
    return firm
