"""The kinds of data of this room, for the register of what is kept and how long."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import retention
from core.retention import Kind
from ledger.selectors.legal_holds import held_accounts, held_codes, standing
from sepa.services import erase_mandates
from sepa.services import retention as requests

_CONTRACT = _("Exécution du contrat (RGPD, art. 6-1-b)")
_PROOF = _(
    "Obligation légale : preuve de l’autorisation (CMF, art. L133-23 et L133-24 ; DSP2, art. 71)"
)


def _erase_proofs(now: datetime) -> int:
    count = requests.forget_requests(now) + erase_mandates.erase_mandates(now)
    erase_mandates.erase_pdfs(now)
    return count


def _held_mandates() -> Q:
    """A mandate whose line has no account yet may be anybody's: kept while one hold stands."""
    held = Q(receipt__account__in=held_accounts())
    return held | Q(receipt__account__isnull=True) if standing().exists() else held


def _held_requests() -> Q:
    """Requests know their account by its codes: they may be signed on another installation."""
    entities, accounts = held_codes()
    held = Q(entity_code__in=entities)
    for entity, account in accounts:
        held |= Q(entity_code=entity, account_code=account)
    return held


def register() -> None:
    """Called once, when the room starts."""
    retention.hold_rows("sepa.mandate", _held_mandates)
    retention.hold_rows("sepa.oneoffrequest", _held_requests)
    retention.register(
        Kind(
            "unsigned_requests",
            _("Demandes de prélèvement non signées"),
            _("Nom, IBAN, montant"),
            _CONTRACT,
            _("24 heures"),
            requests.forget_drafts,
        ),
        Kind(
            erase_mandates.KIND,
            _("Mandats signés et leurs preuves"),
            _("IBAN, BIC, e-mail, adresse IP, navigateur, code vérifié, PDF signé"),
            _PROOF,
            _("14 mois après le prélèvement : 13 mois de contestation, 1 mois de marge"),
            _erase_proofs,
        ),
        Kind(
            "collections",
            _("Fichiers de prélèvement"),
            _("Nom, IBAN et montant des débiteurs, tels que transmis à la banque"),
            _("Obligation légale : Code de commerce, art. L123-22"),
            _("10 ans après la clôture de l’exercice, chiffrés (fichiers échangés)"),
        ),
    )
