"""Reads of this room: requests on the platform, files and mandates in the back office."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.iban import group_iban, marks_of_iban
from core.models import User
from core.money import format_euros
from core.search import Found
from receipts.enums import ReceiptStatus
from sepa.enums import CollectionState
from sepa.models import Collection, CollectionTransaction, Mandate, OneOffRequest

#: What of the proof is shown, in this order, and what it is called.
PROOF_LABELS = {
    "signed_at_utc": gettext_lazy("Signé (UTC)"),
    "channel": gettext_lazy("Moyen"),
    "seen_by": gettext_lazy("Vu par"),
    "seen_at_utc": gettext_lazy("Vu (UTC)"),
    "filed_with": gettext_lazy("Classé avec"),
    "form_opened_at_utc": gettext_lazy("Formulaire ouvert (UTC)"),
    "paid_besides": gettext_lazy("Payé en plus de (RUM)"),
    "code_sent_at_utc": gettext_lazy("Code envoyé (UTC)"),
    "wrong_codes": gettext_lazy("Codes erronés avant le bon"),
    "login": gettext_lazy("Identifiant de connexion"),
    "debtor_email": gettext_lazy("E-mail"),
    "ip_address": gettext_lazy("Adresse IP"),
    "user_agent": gettext_lazy("Navigateur"),
    "session_sha256": gettext_lazy("Empreinte de la session"),
    "text_version": gettext_lazy("Version du texte"),
    "text_sha256": gettext_lazy("Empreinte du texte"),
    "pdf_sha256": gettext_lazy("Empreinte du PDF"),
    "iban_fingerprint": gettext_lazy("Empreinte de l’IBAN"),
}


def mandate_rows(request: OneOffRequest) -> list[tuple[str, str]]:
    """What the mandate says, as label and text: the same rows on the screen and in the PDF."""
    rows = [
        (_("Créancier"), request.creditor_name),
        (_("Adresse du créancier"), request.creditor_address),
        (_("Identifiant créancier SEPA (ICS)"), request.creditor_identifier),
        (_("Nom du débiteur"), request.debtor_name),
        (_("IBAN"), group_iban(request.iban)),
        (_("BIC"), request.bic),
        (_("Référence unique de mandat (RUM)"), request.mandate_reference),
        (_("Type de paiement"), _("Paiement unique")),
        (_("Montant"), format_euros(request.amount)),
    ]
    return [(label, text) for label, text in rows if text]


def collection_moments(collection: Collection) -> list[tuple[Any, datetime | None, str]]:
    """Label, instant and detail of the moments of a file; without instant, what is to come."""
    moments: list[tuple[Any, datetime | None, str]] = [
        (gettext_lazy("Dans un fichier pour la banque"), collection.created_at, "")
    ]
    if collection.cancelled_at:
        return [*moments, (gettext_lazy("Fichier annulé"), collection.cancelled_at, "")]
    day = _("prélèvement le %(day)s") % {"day": _day(collection.collection_date)}
    return [
        *moments,
        (gettext_lazy("Fichier transmis à la banque"), collection.sent_at, _("à transmettre")),
        (gettext_lazy("Réglé"), collection.settled_at, day),
    ]


def collection_steps(collection: Collection) -> list[dict[str, Any]]:
    """The same, as the file's page shows them."""
    return [
        {"label": label, "at": at, "detail": detail}
        for label, at, detail in collection_moments(collection)
    ]


def collections_to_send(_user: User, _entity: str) -> int:
    """How many files wait for somebody to send them."""
    return Collection.objects.filter(state=CollectionState.GENERATED).count()


def debits_by_date() -> list[dict[str, Any]]:
    """Direct debits under way, by collection date: count, euros, and how much is not sent yet.

    A file that is still here on the day of its collection is late.
    """
    rows = (
        Collection.objects.filter(state__in=[CollectionState.GENERATED, CollectionState.SENT])
        .values("collection_date")
        .annotate(
            count=Sum("transaction_count"),
            euros=Sum("total"),
            to_send=Count("pk", filter=Q(state=CollectionState.GENERATED)),
        )
        .order_by("collection_date")
    )
    today = timezone.localdate()
    return [{**row, "is_late": row["collection_date"] <= today} for row in rows]


def in_no_file(mandates: "QuerySet[Mandate]") -> "QuerySet[Mandate]":
    """Those that are still to be debited: in no living file, neither given up nor reversed.

    A line may be posted before its file is made, or its file be cancelled after.
    """
    live = CollectionTransaction.objects.filter(mandate=OuterRef("pk"), live=True)
    awaited = mandates.exclude(receipt__status=ReceiptStatus.CANCELLED)
    return awaited.filter(~Exists(live), receipt__entry__reversed_by__isnull=True)


def without_file() -> dict[str, Any]:
    """Mandates that are in no file and should be: how many, and their euros."""
    return in_no_file(Mandate.objects.all()).aggregate(count=Count("pk"), euros=Sum("amount"))


def find(_user: User, text: str) -> Iterable[Found]:
    """Mandates and files whose reference begins with ``text``, from the references' own indexes."""
    wanted = text.strip().upper()
    for mandate in Mandate.objects.filter(mandate_reference__startswith=wanted).only(
        "mandate_reference", "debtor_name", "amount"
    )[:6]:
        detail = f"{mandate.debtor_name} · {format_euros(mandate.amount)}"
        url = reverse("sepa:mandate", args=[mandate.pk])
        yield Found(url, mandate.mandate_reference, detail)
    for file in Collection.objects.filter(message_id__startswith=wanted)[:6]:
        url = reverse("sepa:collection", args=[file.pk])
        yield Found(
            url, file.message_id, f"{_day(file.collection_date)} · {format_euros(file.total)}"
        )


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def mandates_of_iban(iban: str) -> Iterable[Mandate]:
    """The mandates of this very IBAN, the latest first; none for what is no IBAN."""
    marks = marks_of_iban(iban)
    rows = Mandate.objects.filter(iban_index__in=marks) if marks else Mandate.objects.none()
    return rows.order_by("-pk").defer("iban", "evidence")
