"""What is held on who has an access, as the books' installation and the clients' one know it."""

from collections.abc import Callable, Iterator
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils.translation import gettext as _

from core.database.models import SecurityEvent
from core.files.person import Row
from core.people.models import User
from extranet.publication.models import AddressChange, ClientAccess, PublishedAccount, PublishedLine
from extranet.publication.rules.references import party_reference


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


def session_rows(user: User) -> Iterator[Row]:
    for session in UserSession.objects.filter(user=user).order_by("id"):
        yield {
            _("ouverte le"): session.created_at,
            _("dernière activité"): session.last_seen_at,
            _("adresse IP"): session.ip,
            _("navigateur"): session.user_agent,
        }


def factor_rows(user: User) -> Iterator[Row]:
    """Second factors, but for their secrets: those would let whoever finds the file in."""
    for factor in Authenticator.objects.filter(user=user).order_by("id"):
        yield {
            _("second facteur"): factor.get_type_display(),
            _("enregistré le"): factor.created_at,
            _("dernier usage"): factor.last_used_at,
        }


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


def of_each(rows: Callable[[ClientAccess], Iterator[Row]]) -> Callable[[int], Iterator[Row]]:
    """The same rows of each access of a party."""

    def read(party_id: int) -> Iterator[Row]:
        for access in _accesses(party_id):
            yield from rows(access)

    return read


def kept_apart(party_id: int) -> str:
    """What to tell of what a clients' site with a database of its own keeps of this party; empty
    where there is no such site, or no access to it."""
    if not settings.SEPA_PLATFORM_URL or not _accesses(party_id):
        return ""
    return _(
        "Son espace client est sur une autre installation, qui garde à part ses demandes, ses "
        "mandats, ses connexions et ses sessions : la personne les télécharge elle-même, page "
        "« Données personnelles » de son espace."
    )


def apart_rows(party_id: int) -> Iterator[Row]:
    if sentence := kept_apart(party_id):
        yield {_("à demander"): sentence}


def access_duty(party_id: int, _today: date) -> str:
    if _accesses(party_id):
        return _(
            "Son accès à l’espace client existe encore : il s’efface 13 mois après le retrait."
        )
    return ""
