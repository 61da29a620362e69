"""What a legal hold on a party keeps of its access."""

from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from extranet.publication.models import ClientAccess
from extranet.publication.rules.references import party_reference
from ledger.people.selectors.legal_holds import held_parties


def held_accesses() -> "QuerySet[ClientAccess]":
    references = {party_reference(pk) for pk in held_parties().values_list("pk", flat=True)}
    return ClientAccess.objects.filter(party_reference__in=references).order_by()


def held_sessions() -> Q:
    seen = UserSession.objects.filter(user__in=held_accesses().values("user"))
    return Q(session_key__in=seen.order_by().values("session_key"))


def held_through_access() -> Q:
    """Rows of an access that is held."""
    return Q(access__in=held_accesses().values("pk"))


def held_through_user() -> Q:
    """Rows of a user whose access is held."""
    return Q(user__in=held_accesses().values("user"))
