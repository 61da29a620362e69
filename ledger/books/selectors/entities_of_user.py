"""Which entities a person works on."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.people.models import User
from core.screens.entity_switch import EntityChoice
from ledger.books.models import Entity, PortfolioEntity


def entities_of(user: User) -> frozenset[int]:
    """Primary keys of the entities that a user who does not work on all of them works on."""
    rows = PortfolioEntity.objects.filter(user=user)
    return frozenset(rows.values_list("entity_id", flat=True))


def entity_choices(_user: User) -> list[EntityChoice]:
    """The entities of the portfolio in force, for the top bar."""
    rows = Entity.objects.values_list("code", "name")
    return [EntityChoice(code, name) for code, name in rows]


def portfolio_in_words(person: User) -> str:
    """The entities that a member of staff works on, as far as the reader works on them too."""
    if person.every_entity:
        return _("Toutes les entités, celles à venir comprises.")
    held = entities_of(person)
    names = [str(each) for each in Entity.objects.filter(pk__in=held).order_by("code")]
    if others := len(held) - len(names):
        names.append(ngettext("%(count)d autre", "%(count)d autres", others) % {"count": others})
    return ", ".join(names) or _("Aucune entité.")
