"""Say which entities a member of staff works on."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.portfolio import portfolio_of
from core.database.services import audit
from core.people.enums import UserKind
from core.people.models import User
from core.sign_in.services.users import check_reach
from core.text.errors import BusinessError
from ledger.books.models import Entity, PortfolioEntity


@transaction.atomic
def set_portfolio(
    *, user_id: int, every_entity: bool, entity_ids: Collection[int], acting_user: User
) -> User:
    """Give a member of staff every entity, those to come included, or these ones only.

    Nobody changes their own portfolio, nor gives or takes an entity that they do not work on.
    Raises BusinessError.
    """
    user = User.objects.select_for_update().get(pk=user_id, kind=UserKind.STAFF)
    mine = portfolio_of(acting_user)
    if user == acting_user:
        raise BusinessError(_("Un autre que vous règle votre périmètre."))
    check_reach(acting_user, user)
    if user.is_superuser and not every_entity:
        raise BusinessError(_("Un administrateur travaille sur toutes les entités."))
    known = set(PortfolioEntity.objects.filter(user=user).values_list("entity_id", flat=True))
    chosen_ids = set() if every_entity else set(entity_ids)
    moved = known ^ chosen_ids
    if (every_entity != user.every_entity and not mine.is_whole) or not mine.holds(moved):
        raise BusinessError(_("Vous ne donnez que des entités sur lesquelles vous travaillez."))
    if not every_entity and not chosen_ids:
        raise BusinessError(_("Choisissez une entité au moins, ou toutes."))
    before = _told(user.every_entity, known)
    user.every_entity = every_entity
    user.save(update_fields=["every_entity"])
    PortfolioEntity.objects.filter(user=user, entity__in=known - chosen_ids).delete()
    PortfolioEntity.objects.bulk_create(
        [
            PortfolioEntity(user=user, entity_id=entity_id)
            for entity_id in sorted(chosen_ids - known)
        ]
    )
    after = _told(every_entity, chosen_ids)
    if before != after:
        audit.record("user.portfolio", acting_user=acting_user, on=user, portfolio=[before, after])
    return user


def _told(every_entity: bool, entity_ids: Collection[int]) -> str:
    if every_entity:
        return _("toutes les entités")
    codes = Entity.everywhere.filter(pk__in=entity_ids).order_by("code")
    return ", ".join(codes.values_list("code", flat=True))
