"""What the agency allows on its clients' site."""

from copy import copy
from typing import Any

from django.db import transaction

from core.database.services import audit
from core.people.models import User
from extranet.publication.models import ExtranetSettings


def change_settings(*, acting_user: User, **values: Any) -> ExtranetSettings:
    """Change the one row of settings; the audit trail tells from what to what."""
    with transaction.atomic():
        ExtranetSettings.objects.get_or_create(pk=1)
        row = ExtranetSettings.objects.select_for_update().get(pk=1)
        before = copy(row)
        for name, value in values.items():
            setattr(row, name, value)
        changed = audit.changes(before, row, values)
        if changed:
            row.save()
            audit.record("extranet.settings", acting_user=acting_user, on=row, **changed)
    return row
