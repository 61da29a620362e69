"""What this room holds on a party, as the books' installation and as the clients' one know it."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import person
from core.models import ArchivedFile, SecurityEvent, User
from core.person import Holding, Row
from extranet.models import AddressChange, ClientAccess, PublishedAccount, PublishedLine
from extranet.references import party_reference
from sepa.models import OneOffRequest


def access_rows(access: ClientAccess) -> Iterator[Row]:
    user = access.user
    yield {
        _("identifiant"): user.username,
        _("nom"): str(user),
        _("e-mail"): user.email,
        _("créé le"): user.date_joined,
        _("dernière visite"): user.last_login,
        _("mot de passe remis le"): access.issued_at,
    }


def address_rows(access: ClientAccess) -> Iterator[Row]:
    for change in AddressChange.objects.filter(access=access).order_by("id"):
        yield {
            _("ancienne adresse"): change.former,
            _("nouvelle adresse"): change.wanted,
            _("demandée le"): change.asked_at,
            _("état"): change.get_state_display(),
        }


def security_rows(user: User) -> Iterator[Row]:
    for event in SecurityEvent.objects.filter(user=user).order_by("id"):
        yield {
            _("le"): event.at,
            _("événement"): event.get_kind_display(),
            _("adresse IP"): event.ip_address,
            _("navigateur"): event.user_agent,
        }


def request_rows(user: User) -> Iterator[Row]:
    for request in OneOffRequest.objects.filter(client=user).defer("iban").order_by("id"):
        yield {
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
            _("preuve"): request.evidence,
        }


def request_pdfs(user: User) -> Iterator[ArchivedFile]:
    signed = OneOffRequest.objects.filter(client=user, pdf__isnull=False).defer("iban")
    for request in signed.select_related("pdf").order_by("id"):
        if request.pdf is not None:
            yield request.pdf


def published_rows(access: ClientAccess) -> Iterator[Row]:
    accounts = PublishedAccount.objects.filter(party_reference=access.party_reference)
    for line in PublishedLine.objects.select_related("account").filter(account__in=accounts):
        yield {
            _("entité"): line.account.entity_name,
            _("compte"): line.account.account_code,
            _("date"): line.date,
            _("libellé"): line.label,
            _("débit"): line.debit,
            _("crédit"): line.credit,
        }


def _accesses(party_id: int) -> list[ClientAccess]:
    mine = ClientAccess.objects.filter(party_reference=party_reference(party_id))
    return list(mine.select_related("user"))


def _access(party_id: int) -> Iterator[Row]:
    for access in _accesses(party_id):
        yield from access_rows(access)


def _addresses(party_id: int) -> Iterator[Row]:
    for access in _accesses(party_id):
        yield from address_rows(access)


def _security(party_id: int) -> Iterator[Row]:
    for access in _accesses(party_id):
        yield from security_rows(access.user)


def _access_duty(party_id: int, _today: date) -> str:
    if _accesses(party_id):
        return _(
            "Son accès à l’espace client existe encore : il s’efface 13 mois après le retrait."
        )
    return ""


def register() -> None:
    """Called once, when the room starts."""
    person.register(
        Holding("access", gettext_lazy("Accès à l’espace client"), _access),
        Holding("addresses", gettext_lazy("Adresses e-mail demandées"), _addresses),
        Holding("sign_ins", gettext_lazy("Journal de sécurité"), _security),
    )
    person.register_duty(_access_duty)
