"""The kinds of data of this room, for the register of what is kept and how long."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import retention
from core.retention import Kind
from core.services import erase_rows
from extranet.enums import AddressState
from extranet.models import AddressChange, ClientAccess
from extranet.references import party_reference
from extranet.services.end_accesses import end_accesses
from ledger.selectors.legal_holds import held_parties

_CONTRACT = _("Exécution du contrat (RGPD, art. 6-1-b)")
_A_YEAR = timedelta(days=365)


def _erase_address_changes(now: datetime) -> int:
    decided = AddressChange.objects.exclude(state=AddressState.ASKED)
    return erase_rows.erase(decided.filter(decided_at__lt=now - _A_YEAR, is_told=True))


def _held_accesses() -> "QuerySet[ClientAccess]":
    references = {party_reference(pk) for pk in held_parties().values_list("pk", flat=True)}
    return ClientAccess.objects.filter(party_reference__in=references).order_by()


def _held_sessions() -> Q:
    seen = UserSession.objects.filter(user__in=_held_accesses().values("user"))
    return Q(session_key__in=seen.order_by().values("session_key"))


def register() -> None:
    """Called once, when the room starts."""
    retention.hold_rows("extranet.clientaccess", lambda: Q(pk__in=_held_accesses().values("pk")))
    retention.hold_rows(
        "extranet.addresschange", lambda: Q(access__in=_held_accesses().values("pk"))
    )
    for label in ("core.securityevent", "usersessions.usersession"):
        retention.hold_rows(label, lambda: Q(user__in=_held_accesses().values("user")))
    retention.hold_rows("sessions.session", _held_sessions)
    retention.register(
        Kind(
            "accesses",
            _("Accès à l’espace client"),
            _("Identifiant, nom, e-mail, mot de passe haché, second facteur"),
            _CONTRACT,
            _("13 mois après le retrait du dernier compte ou le dernier prélèvement"),
            end_accesses,
        ),
        Kind(
            "address_changes",
            _("Changements d’adresse e-mail"),
            _("Ancienne et nouvelle adresse, date, qui a confirmé"),
            _CONTRACT,
            _("1 an après la décision"),
            _erase_address_changes,
        ),
        Kind(
            "published",
            _("Comptes montrés dans l’espace client"),
            _("Solde, écritures, coordonnées du créancier"),
            _CONTRACT,
            _("Tant que le compte est publié ; retirés à la publication suivante"),
        ),
    )
