"""Take in a file of payments that a person uploads: archived first, as one from the folder."""

from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from connectic.selectors.settings import require_subscription
from connectic.services.scanning import KIND
from core.enums import Direction, FileOutcome
from core.models import ArchivedFile, User
from core.services import archive, audit


def keep_upload(content: BinaryIO, *, name: str, acting_user: User) -> ArchivedFile:
    """Archive an uploaded file. One whose bytes were read already says so and is not read again.

    Raises BusinessError without the subscription, or where the archive refuses the file.
    """
    require_subscription()
    file = archive.archive_stream(content, name=name, kind=KIND, direction=Direction.IN)
    with transaction.atomic():
        twin = (
            ArchivedFile.objects.filter(
                sha256=file.sha256, kind=KIND, outcome=FileOutcome.PROCESSED
            )
            .exclude(pk=file.pk)
            .first()
        )
        if twin is not None:
            file.outcome = FileOutcome.PROCESSED
            file.report = _("Ce fichier a déjà été lu (reçu le %(day)s) : rien n’a changé.") % {
                "day": f"{timezone.localtime(twin.created_at):%d/%m/%Y à %H:%M}"
            }
            file.save(update_fields=["outcome", "report"])
        audit.record("kiosk.upload", acting_user=acting_user, on=file)
    return file
