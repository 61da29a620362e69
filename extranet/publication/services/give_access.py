"""Clients' sign-ins: made when an account is chosen, given a temporary password on demand."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from core.database.enums import SecurityKind
from core.database.services import audit
from core.database.services.log_security import log
from core.people.enums import UserKind
from core.people.models import User
from core.sign_in.services.tell_account_holder import tell
from core.text.errors import BusinessError
from core.text.words import fold
from extranet.publication.models import ClientAccess
from extranet.publication.rules.references import party_reference
from extranet.publication.services.whole_client import refuse_way_in_of_part
from ledger.people.models import Party

INITIAL_PASSWORD_LIFETIME = timedelta(days=14)
#: Read aloud and typed from paper without doubt: no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V.
_ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
_GROUPS, _GROUP_LENGTH = 3, 4


@dataclass(frozen=True)
class IssuedPassword:
    """A sign-in as it is shown once: nothing of this but a hash is kept."""

    access: ClientAccess
    name: str
    username: str
    password: str
    expires_at: datetime


def temporary_password() -> str:
    """``K7MP-4XQR-T3HW``: 54 random bits, readable on paper."""
    groups = [
        "".join(secrets.choice(_ALPHABET) for _letter in range(_GROUP_LENGTH))
        for _group in range(_GROUPS)
    ]
    return "-".join(groups)


def readable_username(party: Party) -> str:
    """``pierre.proprietaire``: from the name, without accents; the company's where no name."""
    words = fold(f"{party.first_name} {party.last_name}".strip() or party.company)
    kept = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in words)
    return ".".join(kept.split())[:100] or "client"


def create_missing_accesses(
    parties: Iterable[Party], *, acting_user: User | None, now: datetime
) -> list[IssuedPassword]:
    """A sign-in for each party that has none. Must run in the caller's transaction."""
    by_reference = {party_reference(party.pk): party for party in parties}
    # Two people choosing accounts of the same party at once must not both make its sign-in.
    list(
        Party.objects.select_for_update()
        .filter(pk__in=[party.pk for party in by_reference.values()])
        .order_by("pk")
        .values_list("pk")
    )
    known = set(
        ClientAccess.objects.filter(party_reference__in=by_reference).values_list(
            "party_reference", flat=True
        )
    )
    return [
        _create(party, reference, acting_user, now)
        for reference, party in by_reference.items()
        if reference not in known
    ]


def _create(
    party: Party, reference: str, acting_user: User | None, now: datetime
) -> IssuedPassword:
    password = temporary_password()
    user = User(
        username=_free_username(readable_username(party)),
        kind=UserKind.CLIENT,
        password=make_password(password),
        first_name=party.first_name,
        last_name=(party.last_name or party.company)[:150],
        email=party.email,
    )
    user.save(force_insert=True)
    access = ClientAccess.objects.create(
        user=user,
        party_reference=reference,
        issued_at=now,
        initial_expires_at=now + INITIAL_PASSWORD_LIFETIME,
    )
    audit.record("access.create", acting_user=acting_user, on=access)
    _tell(user, "access_created", acting_user)
    return _issued(access, user, password)


def _tell(user: User, what: str, acting_user: User | None) -> None:
    log(SecurityKind.PASSWORD_ISSUED, user=user, acting_user=acting_user)
    tell(user, what)


def _free_username(username: str) -> str:
    taken = {
        name.lower()
        for name in User.objects.filter(username__istartswith=username).values_list(
            "username", flat=True
        )
    }
    number = 1
    name = username
    while name in taken:
        number += 1
        name = f"{username}{number}"
    return name


def regenerate_password(
    access: ClientAccess, *, acting_user: User, now: datetime
) -> IssuedPassword:
    """A temporary password instead of the one in use, which is worth nothing from then on.

    Raises BusinessError where the client has accounts outside the portfolio in force.
    """
    refuse_way_in_of_part(access)
    password = temporary_password()
    with transaction.atomic():
        access = ClientAccess.objects.select_for_update().select_related("user").get(pk=access.pk)
        user = access.user
        user.password = make_password(password)
        user.save(update_fields=["password"])
        access.issued_at = now
        access.initial_expires_at = now + INITIAL_PASSWORD_LIFETIME
        access.initial_used_at = None
        access.must_choose_password = True
        access.save()
        # One that is given anew is given to who lost the telephone too; the client hears of it.
        Authenticator.objects.filter(user=user).delete()
        audit.record("access.regenerate", acting_user=acting_user, on=access)
        _tell(user, "password_issued", acting_user)
    return _issued(access, user, password)


def set_active(access: ClientAccess, *, active: bool, acting_user: User) -> ClientAccess:
    """Let the client sign in, or no longer; open sessions end at their next page."""
    with transaction.atomic():
        access = ClientAccess.objects.select_for_update().select_related("user").get(pk=access.pk)
        if access.user.is_active != active:
            access.user.is_active = active
            access.user.save(update_fields=["is_active"])
            action = "access.restore" if active else "access.suspend"
            audit.record(action, acting_user=acting_user, on=access)
    return access


def consume_initial_password(access: ClientAccess, *, now: datetime) -> bool:
    """Whether the initial password still opens a session; then, and at once, it no longer does."""
    return bool(
        ClientAccess.objects.filter(
            pk=access.pk,
            must_choose_password=True,
            initial_used_at__isnull=True,
            initial_expires_at__gt=now,
        ).update(initial_used_at=now)
    )


def choose_password(user: User, password: str) -> None:
    """The client's own password, already checked against the rules, from then on."""
    with transaction.atomic():
        access = ClientAccess.objects.select_for_update().get(user=user)
        user.set_password(password)
        user.save(update_fields=["password"])
        password_chosen(access)
        log(SecurityKind.PASSWORD_CHANGED, user=user)
        tell(user, "password_changed")


def password_chosen(access: ClientAccess) -> None:
    """The initial password is over, however the client came to one of their own."""
    if access.must_choose_password:
        access.must_choose_password = False
        access.save(update_fields=["must_choose_password"])
    audit.record("access.choose_password", acting_user=access.user, on=access)


def _issued(access: ClientAccess, user: User, password: str) -> IssuedPassword:
    return IssuedPassword(
        access=access,
        name=str(user),
        username=user.username,
        password=password,
        expires_at=access.initial_expires_at,
    )


def refuse_without_party(names: list[str]) -> None:
    """Raises BusinessError naming the accounts that have nobody to show them to."""
    if names:
        raise BusinessError(
            _("Rien n’a été publié : ces comptes n’ont pas de tiers, rattachez-en un d’abord."),
            names,
        )
