"""What this room holds on a party, and why it must keep it."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import person
from core.models import ArchivedFile
from core.person import Holding, Row
from receipts.selectors.holders_own import receipts_of_the_holder
from sepa.models import Mandate


def _own(party_id: int) -> "QuerySet[Mandate]":
    """Mandates on this party's accounts, but those that a former holder signed."""
    own = receipts_of_the_holder(receipt="receipt", account="receipt__account")
    return Mandate.objects.filter(own, receipt__account__party=party_id)


def _mandates(party_id: int) -> Iterator[Row]:
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


def _pdfs(party_id: int) -> Iterator[ArchivedFile]:
    mandates = _own(party_id).filter(erased_at=None)
    for mandate in mandates.select_related("pdf").defer("iban").order_by("id"):
        if mandate.pdf is not None:
            yield mandate.pdf


def _proofs_duty(party_id: int, _today: date) -> str:
    if Mandate.objects.filter(receipt__account__party=party_id, erased_at=None).exists():
        return _("La preuve d’un de ses mandats doit encore être gardée : 14 mois après le débit.")
    return ""


def register() -> None:
    """Called once, when the room starts."""
    person.register(Holding("mandates", gettext_lazy("Mandats"), _mandates, _pdfs))
    person.register_duty(_proofs_duty)
