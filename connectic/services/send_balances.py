"""Leave for the kiosk, each night, what clients owe."""

import io
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectic.formats.writing import write_balances
from connectic.models import BalancesFile
from connectic.selectors.balances import balance_rows
from connectic.selectors.kiosk_settings import balances_folder, is_subscribed, kiosk_settings
from core.database.services import audit
from core.files.enums import Direction
from core.files.services import archive
from core.files.services.exchange import deliver_file
from core.people.models import User
from core.text.money import format_euros

KIND = "kiosk.balances"
#: Beyond this size the file is built on disk.
_IN_MEMORY = 4 << 20


def send_balances(*, acting_user: User | None, now: datetime) -> BalancesFile:
    """Write, archive and have delivered the file of what clients owe, in constant memory.

    Raises BusinessError where no folder is chosen or the archive refuses the file.
    """
    folder, settings, now = balances_folder(), kiosk_settings(), timezone.localtime(now)
    rows = balance_rows(settings, today=now.date())
    with SpooledTemporaryFile(_IN_MEMORY) as spooled:
        content = cast("BinaryIO", spooled)
        text = io.TextIOWrapper(content, encoding="utf-8", newline="")
        tail = write_balances(text, rows, sender=settings.sender, written_at=now)
        text.detach()
        content.seek(0)
        file = archive.archive_stream(
            content,
            name=f"LSC-SOLDES-{now:%Y%m%d}.csv",
            kind=KIND,
            direction=Direction.OUT,
            folder=folder,
        )
    with transaction.atomic():
        record = BalancesFile.objects.create(
            file=file, business_date=now.date(), account_count=tail.count, total=tail.total
        )
        deliver_file(file, folder)
        audit.record("kiosk.send_balances", acting_user=acting_user, on=record, accounts=tail.count)
    return record


def send_nightly(*, now: datetime) -> str:
    """The scheduled service. Returns one French sentence."""
    if not is_subscribed():
        return _("Connectic n’est pas souscrit : rien à envoyer.")
    record = send_balances(acting_user=None, now=now)
    return ngettext(
        "%(count)d compte envoyé à l’automate, %(total)s dus.",
        "%(count)d comptes envoyés à l’automate, %(total)s dus.",
        record.account_count,
    ) % {"count": record.account_count, "total": format_euros(record.total)}
