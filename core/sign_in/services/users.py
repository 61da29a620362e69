"""Members of staff and their rights. Every change is logged, and told to the person."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.database.enums import SecurityKind
from core.database.portfolio import portfolio_of
from core.database.services import audit
from core.database.services.log_security import log, masked_email
from core.people import rights as known_rights
from core.people.enums import UserKind
from core.people.models import User
from core.sign_in.services import password_reset
from core.sign_in.services.end_sessions import end_all_sessions
from core.sign_in.services.tell_account_holder import tell
from core.text.errors import BusinessError

_FIELDS = ("username", "first_name", "last_name", "email", "initials", "is_active", "is_superuser")


@dataclass(frozen=True)
class UserData:
    """What an administrator decides of a member of staff.

    ``rights`` are such as core_people.see_audit.
    """

    username: str
    first_name: str
    last_name: str
    email: str
    initials: str
    is_administrator: bool = False
    is_active: bool = True
    rights: Sequence[str] = ()


def rights_of(user: User) -> set[str]:
    """The rights given to the user by name; an administrator holds all without them."""
    held = user.user_permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{code}" for app, code in held}


def rights_beyond(acting_user: User, person: User) -> list[str]:
    """The rights of ``person``, active or not, that ``acting_user`` lacks."""
    if acting_user.is_superuser:
        return []
    return sorted(right for right in rights_of(person) if not acting_user.has_perm(right))


def check_reach(acting_user: User, person: User) -> None:
    """Whoever acts on an account holds all that it holds: it could be theirs a minute later.

    Rights and entities alike. Raises BusinessError naming the rights that are missing.
    """
    if person.is_superuser and not acting_user.is_superuser:
        raise BusinessError(_("Seul un administrateur peut toucher au compte d’un autre."))
    beyond = rights_beyond(acting_user, person)
    if beyond:
        raise BusinessError(
            _("Cette personne a des droits que vous n’avez pas : demandez à qui les a."),
            [known_rights.label_of(right) for right in beyond],
        )
    mine, theirs = portfolio_of(acting_user), portfolio_of(person)
    if not mine.is_whole and (theirs.entities is None or not mine.holds(theirs.entities)):
        raise BusinessError(
            _("Cette personne travaille sur d’autres entités que vous : demandez à qui les a.")
        )


def create(*, acting_user: User, data: UserData) -> User:
    """A new member of staff, to whom the link where they choose their password is mailed.

    Where no letter reaches them, ``password_reset.can_mail`` says so and a terminal command helps.
    """
    _check_giving(acting_user, data, held=set())
    # Who works on some entities only names nobody to all of them.
    user = User(kind=UserKind.STAFF, every_entity=portfolio_of(acting_user).is_whole)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            _write(user, data)
            _give(user, data.rights)
            audit.record("user.create", acting_user=acting_user, on=user, rights=list(data.rights))
            log(
                SecurityKind.USER_CREATED,
                user=user,
                acting_user=acting_user,
                rights=list(data.rights),
                is_administrator=data.is_administrator,
            )
    except IntegrityError:
        raise BusinessError(_("Cet identifiant est déjà pris.")) from None
    if password_reset.can_mail(user):
        password_reset.mail_link(user=user, acting_user=acting_user)
    return user


@transaction.atomic
def update(*, acting_user: User, user_id: int, data: UserData) -> User:
    """Change a member of staff. Raises BusinessError rather than leave nobody to administer."""
    administrators = _locked_administrators()
    user = User.objects.select_for_update().get(pk=user_id, kind=UserKind.STAFF)
    before, rights_before = User.objects.get(pk=user.pk), rights_of(user)
    check_reach(acting_user, user)
    _check_giving(acting_user, data, held=rights_before)
    _keep_one_administrator(user, administrators, data)
    try:
        with transaction.atomic():
            _write(user, data)
    except IntegrityError:
        raise BusinessError(_("Cet identifiant est déjà pris.")) from None
    _give(user, data.rights)
    changes = audit.changes(before, user, _FIELDS)
    given, taken = set(data.rights) - rights_before, rights_before - set(data.rights)
    if given or taken:
        changes["rights"] = [sorted(taken), sorted(given)]
    if changes:
        audit.record("user.update", acting_user=acting_user, on=user, **changes)
    _tell_of_change(acting_user, before, user, given=sorted(given), taken=sorted(taken))
    return user


def _tell_of_change(
    acting_user: User, before: User, user: User, *, given: list[str], taken: list[str]
) -> None:
    if given or taken or before.is_superuser != user.is_superuser:
        log(
            SecurityKind.RIGHTS_CHANGED,
            user=user,
            acting_user=acting_user,
            given=given,
            taken=taken,
            is_administrator=user.is_superuser,
        )
        tell(user, "rights_changed")
    if before.email != user.email:
        log(
            SecurityKind.ADDRESS_CHANGED,
            user=user,
            acting_user=acting_user,
            email=[masked_email(before.email), masked_email(user.email)],
        )
        tell(user, "address_changed", also_to=[before.email])
    if before.is_active != user.is_active:
        kind = SecurityKind.ACCOUNT_OPENED if user.is_active else SecurityKind.ACCOUNT_CLOSED
        log(kind, user=user, acting_user=acting_user)
        tell(user, "account_opened" if user.is_active else "account_closed")


@transaction.atomic
def reset_second_factor(*, acting_user: User, user_id: int) -> User:
    """Forget the second factors of someone who lost them: a new one is set up at next sign-in."""
    user = User.objects.select_for_update().get(pk=user_id, kind=UserKind.STAFF)
    check_reach(acting_user, user)
    forgotten, _by_model = Authenticator.objects.filter(user=user).delete()
    audit.record("user.reset_second_factor", acting_user=acting_user, on=user, count=forgotten)
    log(SecurityKind.FACTOR_RESET, user=user, acting_user=acting_user, count=forgotten)
    # A lost telephone may be signed in.
    end_all_sessions(user=user, acting_user=acting_user)
    tell(user, "factor_reset")
    return user


def reset_password(*, acting_user: User, user_id: int) -> User:
    """Mail a link by which a member of staff chooses a new password.

    Raises BusinessError where the account is closed, out of reach, or no letter reaches its owner.
    """
    user = User.objects.get(pk=user_id, kind=UserKind.STAFF)
    check_reach(acting_user, user)
    if not user.is_active:
        raise BusinessError(_("Ce compte est désactivé : réactivez-le d’abord."))
    password_reset.mail_link(user=user, acting_user=acting_user)
    return user


def _write(user: User, data: UserData) -> None:
    user.username = data.username
    user.first_name = data.first_name
    user.last_name = data.last_name
    user.email = data.email
    user.initials = data.initials.upper()
    user.is_active = data.is_active
    user.is_superuser = data.is_administrator
    user.save()


def _give(user: User, rights: Sequence[str]) -> None:
    wanted = set(rights)
    every = Permission.objects.select_related("content_type").filter(
        codename__in=[right.partition(".")[2] for right in wanted]
    )
    user.user_permissions.set(
        [each for each in every if f"{each.content_type.app_label}.{each.codename}" in wanted]
    )


def _check_giving(acting_user: User, data: UserData, *, held: set[str]) -> None:
    """Nobody gives what they do not hold, nor names an administrator without being one."""
    if acting_user.is_superuser:
        return
    if data.is_administrator:
        raise BusinessError(_("Seul un administrateur peut en nommer ou en modifier un autre."))
    beyond = [right for right in set(data.rights) - held if not acting_user.has_perm(right)]
    if beyond:
        raise BusinessError(
            _("Vous ne pouvez donner que des droits que vous avez."),
            [known_rights.label_of(right) for right in sorted(beyond)],
        )


def _locked_administrators() -> list[User]:
    people = User.objects.filter(kind=UserKind.STAFF, is_superuser=True, is_active=True)
    return list(people.select_for_update().order_by("pk"))


def _keep_one_administrator(user: User, administrators: list[User], data: UserData) -> None:
    stays = data.is_administrator and data.is_active
    if not stays and [each.pk for each in administrators] == [user.pk]:
        raise BusinessError(
            _(
                "C’est le dernier administrateur en activité : nommez-en un autre avant de lui "
                "retirer ce rôle."
            )
        )
