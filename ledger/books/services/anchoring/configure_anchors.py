"""Where the daily line goes."""

from django.db import transaction

from core.database.services import audit
from core.files.models import ExchangeFolder
from core.people.models import User
from ledger.books.models import AnchorSettings


@transaction.atomic
def configure(*, folder: ExchangeFolder | None, email: str, acting_user: User) -> AnchorSettings:
    """Choose the folder and the accountant's address; either may be left empty."""
    AnchorSettings.objects.get_or_create(pk=1)
    row = AnchorSettings.objects.select_for_update().get(pk=1)
    before = AnchorSettings.objects.select_related("folder").get(pk=1)
    row.folder, row.email = folder, email
    row.save()
    differences = audit.changes(before, row, ("folder", "email"))
    if differences:
        audit.record("books.anchor_settings", acting_user=acting_user, on=row, **differences)
    return row
