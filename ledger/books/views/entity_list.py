"""The list of entities."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.screens.lists import Column, CreateLink, ListPage
from ledger.books.models import Entity
from ledger.books.views.common import EDIT, SEE


def _kinds(entity: Entity) -> str:
    kinds = (
        (entity.is_general, _("comptabilité générale")),
        (entity.is_syndicate, _("syndicat")),
        (entity.is_rental, _("gérance")),
        (entity.is_seasonal, _("saisonnier")),
    )
    return ", ".join(label for is_one, label in kinds if is_one)


class EntityList(ListPage[Entity]):
    key = "entities"
    title = gettext_lazy("Entités comptables")
    url_name = "ledger:entities"
    access = SEE
    columns = (
        Column("code", gettext_lazy("Code"), link=True),
        Column("name", gettext_lazy("Désignation"), link=True),
        Column("kinds", gettext_lazy("Nature"), value=_kinds),
        Column("town", gettext_lazy("Ville")),
        Column("creditor_identifier", gettext_lazy("ICS")),
        Column("one_off_allowed", gettext_lazy("Prélèvement ONE/OFF"), kind="bool"),
        Column("validator", gettext_lazy("Validation par"), sort="validator__last_name"),
        Column("last_archived_on", gettext_lazy("Dernier archivage"), kind="date", visible=False),
    )
    default_sort = "code"
    search_fields = ("code", "name", "town")
    create = CreateLink(gettext_lazy("Nouvelle entité"), "ledger:entity_new", EDIT)

    def queryset(self) -> Any:
        return Entity.objects.select_related("validator").defer("mailbox_password")

    def row_url(self, row: Entity) -> str:
        return reverse("ledger:entity", args=[row.pk])
