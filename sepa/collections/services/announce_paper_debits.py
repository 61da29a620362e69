"""The notice of a debit on a coupon: the platform, which tells its own clients, knows of none.

The creditor owes the debtor the amount and the day 14 calendar days before the debit, unless both
agree on less (EPC016-06, SDD Core rulebook, 4.3): the coupon's text bears that agreement.
"""

from datetime import date
from typing import Any

from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.jobs.services import outbox
from core.people.models import Agency
from core.text.money import format_euros
from core.text.words import one_line
from receipts.draft.enums import ReceiptStatus
from sepa.collections.models import Collection, CollectionTransaction

KIND = "sepa.paper_debit_mail"


def announce_paper_debits(collection: Collection) -> None:
    """With the transaction that sends the file, have the day of each debit on a coupon mailed
    once, where the party has an e-mail address."""
    transactions = _on_paper().filter(collection=collection).values_list("pk", flat=True)
    outbox.enqueue_all(KIND, {f"{KIND}:{pk}": {"transaction": pk} for pk in transactions})


def _on_paper() -> "QuerySet[CollectionTransaction]":
    rows = CollectionTransaction.objects.filter(live=True, mandate__pdf_sha256="")
    rows = rows.exclude(mandate__debtor_email="")
    return rows.exclude(mandate__receipt__status=ReceiptStatus.CANCELLED)


def mail_paper_debit(payload: dict[str, Any], *, today: date) -> None:
    """Tell the day of the debit, unless it is past or the line was given up meanwhile."""
    rows = _on_paper().select_related("mandate", "collection").defer("mandate__iban")
    debit = rows.filter(pk=payload["transaction"], collection__collection_date__gte=today).first()
    if debit is None:
        return
    agency = Agency.objects.filter(pk=1).first()
    agency_name = one_line(agency.name) if agency else _("Votre agence")
    EmailMessage(
        subject=_("%(agency)s : prélèvement de %(amount)s le %(day)s")
        % {
            "agency": agency_name,
            "amount": format_euros(debit.amount),
            "day": f"{debit.collection.collection_date:%d/%m/%Y}",
        },
        body=render_to_string(
            "sepa/mail/paper_debit.txt",
            {
                "mandate": debit.mandate,
                "day": debit.collection.collection_date,
                "agency_name": agency_name,
            },
        ),
        to=[debit.mandate.debtor_email],
    ).send()
