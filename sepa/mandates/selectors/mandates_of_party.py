"""The mandates of a party: what is held of them, and why it must be kept."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.files.models import ArchivedFile
from core.files.person import Row
from ledger.people.selectors.legal_holds import held_accounts, standing
from receipts.draft.selectors.holders_own import receipts_of_the_holder
from sepa.mandates.models import Mandate


def _own(party_id: int) -> "QuerySet[Mandate]":
    """Mandates on this party's accounts, but those that a former holder signed."""
    own = receipts_of_the_holder(receipt="receipt", account="receipt__account")
    return Mandate.objects.filter(own, receipt__account__party=party_id)


def mandates_of(party_id: int) -> Iterator[Row]:
    for mandate in _own(party_id).defer("iban").order_by("id"):
        yield {
            _("RUM"): mandate.mandate_reference,
            _("créancier"): mandate.creditor_name,
            _("débiteur"): mandate.debtor_name,
            _("montant"): mandate.amount,
            # In full in the signed PDF, which goes with it.
            _("IBAN"): mandate.iban_masked,
            _("BIC"): mandate.bic,
            _("e-mail"): mandate.debtor_email,
            _("signé le"): mandate.signed_at,
            _("preuve"): mandate.evidence,
            _("preuve effacée le"): mandate.erased_at,
        }


def pdfs_of(party_id: int) -> Iterator[ArchivedFile]:
    mandates = _own(party_id).filter(erased_at=None)
    for mandate in mandates.select_related("pdf").defer("iban").order_by("id"):
        if mandate.pdf is not None:
            yield mandate.pdf


def proofs_duty(party_id: int, _today: date) -> str:
    if Mandate.objects.filter(receipt__account__party=party_id, erased_at=None).exists():
        return _("La preuve d’un de ses mandats doit encore être gardée : 14 mois après le débit.")
    return ""


def held_mandates() -> Q:
    """A mandate whose line has no account yet may be anybody's: kept while one hold stands."""
    held = Q(receipt__account__in=held_accounts())
    return held | Q(receipt__account__isnull=True) if standing().exists() else held
