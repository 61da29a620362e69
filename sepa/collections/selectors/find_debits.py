"""What the search over everything finds of mandates and files, by their reference."""

from collections.abc import Iterable

from django.urls import reverse

from core.people.models import User
from core.screens.search import Found
from core.text.money import format_euros
from sepa.collections.models import Collection
from sepa.mandates.models import Mandate


def find_by_reference(_user: User, text: str) -> Iterable[Found]:
    """Mandates and files whose reference begins with ``text``, from the references' own indexes."""
    reference = text.strip().upper()
    for mandate in Mandate.objects.filter(mandate_reference__startswith=reference).only(
        "mandate_reference", "debtor_name", "amount"
    )[:6]:
        detail = f"{mandate.debtor_name} · {format_euros(mandate.amount)}"
        url = reverse("sepa:mandate", args=[mandate.pk])
        yield Found(url, mandate.mandate_reference, detail)
    for file in Collection.objects.filter(message_id__startswith=reference)[:6]:
        detail = f"{file.collection_date:%d/%m/%Y} · {format_euros(file.total)}"
        url = reverse("sepa:collection", args=[file.pk])
        yield Found(url, file.message_id, detail)
