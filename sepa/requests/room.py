"""What the requests of one-off debits bring to the house."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.database.retention import HELD_ROWS, KINDS, HeldRows, Kind
from core.jobs.services.outbox import WORKS, Work
from core.jobs.services.schedule import SERVICES, Service
from sepa.requests.selectors.requests_of_client import held_requests
from sepa.requests.services import mail_client as mails
from sepa.requests.services.fetching.fetch_at_night import run_scheduled
from sepa.requests.services.fetching.fetch_pdfs import deliver_pdfs
from sepa.requests.services.forget_requests import forget_drafts
from sepa.requests.services.tell_platform import deliver_steps

SERVICES.add(
    Service(
        code="sepa.fetch",
        label=_("Relever les prélèvements ONE/OFF en attente"),
        run=lambda: run_scheduled(now=timezone.now()),
        default_times=("00:00",),
        at_sign_in=True,
    )
)
WORKS.add(
    Work("sepa.fetch_pdfs", deliver_pdfs),
    Work("sepa.tell", deliver_steps),
    Work("sepa.code_mail", lambda payload: mails.mail_code(payload, now=timezone.now())),
    Work("sepa.mandate_mail", mails.mail_mandate),
    Work("sepa.debit_mail", lambda payload: mails.mail_debit(payload, today=timezone.localdate())),
)
name_actions(
    {
        "request.start": _("Demande commencée"),
        "request.send_code": _("Code envoyé"),
        "request.sign": _("Mandat signé"),
        "request.forget": _("Preuve effacée"),
    }
)
HELD_ROWS.add(HeldRows("sepa_requests.oneoffrequest", held_requests))
KINDS.add(
    Kind(
        "unsigned_requests",
        _("Demandes de prélèvement non signées"),
        _("Nom, IBAN, montant"),
        _("Exécution du contrat (RGPD, art. 6-1-b)"),
        _("24 heures"),
        forget_drafts,
    )
)
