"""What the search over everything finds of mandates by their IBAN."""

from collections.abc import Iterator

from django.urls import reverse

from core.people.models import User
from core.screens.search import Found
from sepa.mandates.selectors.mandates import mandates_of_iban


def find_by_iban(user: User, text: str) -> Iterator[Found]:
    """Those of a typed IBAN, the latest first."""
    if user.has_perm("sepa_collections.see_collections"):
        for mandate in mandates_of_iban(text):
            url = reverse("sepa:mandate", args=[mandate.pk])
            yield Found(url, mandate.debtor_name, mandate.mandate_reference)
