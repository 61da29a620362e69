"""The requests of a client: what is held of them, and which a legal hold keeps."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from core.files.models import ArchivedFile
from core.files.person import Row
from core.people.models import User
from ledger.people.selectors.legal_holds import held_codes
from sepa.requests.models import OneOffRequest


def request_rows(user: User) -> Iterator[Row]:
    asked = OneOffRequest.objects.filter(client=user).defer("iban").prefetch_related("steps")
    for request in asked.order_by("id"):
        yield {
            _("demandé le"): request.created_at,
            _("entité"): request.entity_code,
            _("compte"): request.account_code,
            _("RUM"): request.mandate_reference,
            _("créancier"): request.creditor_name,
            _("débiteur"): request.debtor_name,
            _("montant"): request.amount,
            # In full in the signed PDF, which goes with it.
            _("IBAN"): request.iban_masked,
            _("BIC"): request.bic,
            _("e-mail"): request.email,
            _("état"): request.get_state_display(),
            _("signé le"): request.signed_at,
            _("débité le"): request.debit_date,
            _("étapes"): [
                f"{step.get_state_display()} {step.at:%d/%m/%Y}" for step in request.steps.all()
            ],
            _("preuve"): request.evidence,
        }


def request_pdfs(user: User) -> Iterator[ArchivedFile]:
    signed = OneOffRequest.objects.filter(client=user, pdf__isnull=False).defer("iban")
    for request in signed.select_related("pdf").order_by("id"):
        if request.pdf is not None:
            yield request.pdf


def held_requests() -> Q:
    """Requests know their account by its codes: they may be signed on another installation."""
    entities, accounts = held_codes()
    held = Q(entity_code__in=entities)
    for entity, account in accounts:
        held |= Q(entity_code=entity, account_code=account)
    return held
