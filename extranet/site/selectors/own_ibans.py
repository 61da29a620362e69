"""Whose IBANs no client pays from."""

from django.utils.translation import gettext_lazy as _

from extranet.publication.models import ExtranetSettings, PublishedIban
from extranet.publication.rules.iban_fingerprints import fingerprint
from ledger.books.selectors.own_ibans import is_own_iban

#: What a client is told who typed the IBAN that the money goes to.
AGENCY_IBAN = _(
    "Cet IBAN est celui d’un compte de l’agence : indiquez celui de votre propre compte bancaire."
)


def is_agency_iban(iban: str) -> bool:
    """Whether an IBAN that ``clean_iban`` returned is a bank account of the agency or of what it
    manages: in the books, or as the last publication says where they are elsewhere."""
    return is_own_iban(iban) or _is_published(iban)


def _is_published(iban: str) -> bool:
    settings = ExtranetSettings.objects.filter(pk=1).only("fingerprint_key").first()
    if settings is None or not settings.fingerprint_key:
        return False
    known = PublishedIban.objects.filter(fingerprint=fingerprint(iban, settings.fingerprint_key))
    return known.exists()
