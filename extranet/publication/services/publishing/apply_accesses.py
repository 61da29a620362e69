"""Clients' sign-ins as they arrive with a publication."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator

from core.people.enums import UserKind
from core.people.models import User
from extranet.publication.enums import AddressState
from extranet.publication.formats.published import Access
from extranet.publication.models import AddressChange, ClientAccess, Publication

_PROFILE = ("first_name", "last_name", "email", "is_active")


def apply_accesses(_publication: Publication, accesses: Iterable[Access]) -> None:
    """Create the accesses that are new, refresh the others.

    A password replaces the one in use only where the agency gave it after the last one it gave:
    what the client has chosen since is left alone. On one installation, nothing but names changes.
    """
    accesses = list(accesses)
    known = {
        access.party_reference: access
        for access in ClientAccess.objects.select_related("user").filter(
            party_reference__in=[access.party_reference for access in accesses]
        )
    }
    unheard = set(
        AddressChange.objects.filter(state=AddressState.CONFIRMED, is_told=False).values_list(
            "access_id", flat=True
        )
    )
    changed: list[User] = []
    for row in accesses:
        access = known.get(row.party_reference)
        if access is None:
            _create(row)
            continue
        user = access.user
        if row.issued_at > access.issued_at:
            _replace_password(access, row)
        # An address that the client has just confirmed is newer than the books' own.
        names = [name for name in _PROFILE if name != "email" or access.pk not in unheard]
        if any(getattr(user, name) != getattr(row, name) for name in names):
            for name in names:
                setattr(user, name, getattr(row, name))
            changed.append(user)
    User.objects.bulk_update(changed, _PROFILE, batch_size=1000)


def _create(row: Access) -> None:
    user = User.objects.create(
        username=row.username,
        password=row.password,
        kind=UserKind.CLIENT,
        **{name: getattr(row, name) for name in _PROFILE},
    )
    ClientAccess.objects.create(
        user=user,
        party_reference=row.party_reference,
        issued_at=row.issued_at,
        initial_expires_at=row.initial_expires_at,
    )


def _replace_password(access: ClientAccess, row: Access) -> None:
    access.user.password = row.password
    Authenticator.objects.filter(user=access.user).delete()
    access.user.save(update_fields=["password"])
    access.issued_at = row.issued_at
    access.initial_expires_at = row.initial_expires_at
    access.initial_used_at = None
    access.must_choose_password = True
    access.save()
