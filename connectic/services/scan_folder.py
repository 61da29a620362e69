"""Fetch the evening's files from the exchange folder and read each into the draft."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from connectic.models import PaymentsFile
from connectic.selectors.kiosk_settings import is_subscribed, payments_folder, require_subscription
from connectic.services.announce_payments import announce_silence
from core.files.enums import FileOutcome
from core.files.models import ArchivedFile
from core.files.services.exchange import consume, receive_files
from core.people.models import User
from core.text.errors import BusinessError

KIND = "kiosk.payments"
PATTERN = "CONNECTIC-PAIEMENTS-*.csv"


def scan(*, acting_user: User | None) -> str:
    """Bring home what the kiosk left and read it. Returns one French sentence a file.

    A file that is refused does not keep the others out. What a killed scan archived and did not
    read is read now. Raises BusinessError where the folder does not answer, none is
    chosen, or the agency has no subscription.
    """
    require_subscription()
    folder = payments_folder()
    receive_files(folder, kind=KIND, pattern=PATTERN)
    reports = [
        _read(file, acting_user)
        for file in ArchivedFile.objects.filter(
            folder=folder, kind=KIND, outcome=FileOutcome.STORED
        ).order_by("pk")
    ]
    return "\n".join(reports) or _("Aucun nouveau fichier de l’automate.")


def _read(file: ArchivedFile, acting_user: User | None) -> str:
    try:
        return consume(file, acting_user=acting_user)
    except BusinessError as error:
        return f"{file.name} : {error}"


def scan_nightly(*, today: date) -> str:
    """The scheduled service: scan, then raise an alert where yesterday brought no file."""
    if not is_subscribed():
        return _("Connectic n’est pas souscrit : rien à relever.")
    report = scan(acting_user=None)
    yesterday = today - timedelta(days=1)
    if not has_file_of(yesterday):
        announce_silence(yesterday)
    return report


def has_file_of(day: date) -> bool:
    """Whether the kiosk's file of that business day has arrived."""
    return PaymentsFile.objects.filter(business_date=day).exists()
