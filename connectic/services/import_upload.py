"""Take in a file of payments that a person uploads: archived first, as one from the folder."""

from io import SEEK_END
from typing import BinaryIO

from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from connectic.selectors.kiosk_settings import require_subscription
from connectic.services.scan_folder import KIND
from core.database.services import audit
from core.files.enums import Direction, FileOutcome
from core.files.models import ArchivedFile
from core.files.services import archive
from core.people.models import User
from core.text.errors import BusinessError

#: Half a million payments: no hall takes so many in one day.
MAX_UPLOAD = 64 << 20


def keep_upload(content: BinaryIO, *, name: str, acting_user: User) -> ArchivedFile:
    """Archive an uploaded file. One whose bytes were read already says so and is not read again.

    Raises BusinessError without the subscription, or where the archive refuses the file.
    """
    require_subscription()
    if content.seek(0, SEEK_END) > MAX_UPLOAD:
        raise BusinessError(
            _("Ce fichier est trop gros (%(size)s au plus) : déposez-le dans le dossier d’échange.")
            % {"size": filesizeformat(MAX_UPLOAD)}
        )
    content.seek(0)
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
