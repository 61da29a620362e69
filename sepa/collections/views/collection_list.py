"""The lists of files and of mandates, and the pages of their records."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.screens.lists import Column, ListPage, state_column
from core.screens.lists.filters import ListFilter
from core.screens.lists.records import GoTo, RecordAction, RecordPage, RecordTab
from ledger.books.models import Entity
from sepa.collections.enums import CollectionState
from sepa.collections.models import Collection
from sepa.mandates.views.mandate_list import SEE

GENERATE = "sepa_collections.generate_collection"

_COLOURS = {
    CollectionState.GENERATED: "azure",
    CollectionState.SENT: "blue",
    CollectionState.SETTLED: "green",
    CollectionState.CANCELLED: "secondary",
}


class CollectionFilter(ListFilter):
    entity = django_filters.ModelChoiceFilter(
        queryset=Entity.objects.all(), label=_("Entité"), empty_label=_("Toutes")
    )
    state = django_filters.ChoiceFilter(
        choices=CollectionState.choices, label=_("État"), empty_label=_("Tous")
    )

    class Meta:
        model = Collection
        fields = ["entity", "state"]


class CollectionList(ListPage[Collection]):
    """Every file made for a bank."""

    key = "sepa.collections"
    title = _("Fichiers de prélèvement")
    url_name = "sepa:collections"
    access = SEE
    filterset_class = CollectionFilter
    search_fields = ("message_id", "entity__name")
    default_sort = "-created_at"
    empty_text = _(
        "Aucun fichier de prélèvement. Sélectionnez des lignes du brouillard, canal « Prélèvements "
        "ONE/OFF », puis « Générer le fichier de prélèvement »."
    )
    columns = (
        Column("message_id", _("Fichier"), link=True),
        Column("entity", _("Entité"), "entity.code", sort="entity__code"),
        Column("bank_account", _("Compte créancier"), sort=None),
        Column("collection_date", _("Date de prélèvement"), kind="date"),
        Column("transaction_count", _("Nombre"), kind="number"),
        Column("total", _("Total"), kind="amount", total="total"),
        state_column("state", _("État"), _COLOURS),
        Column("created_at", _("Généré le"), kind="datetime"),
        Column("created_by", _("Par"), sort=None),
        Column("pain_version", _("Format"), visible=False),
    )

    def queryset(self) -> QuerySet[Collection]:
        return Collection.objects.select_related("entity", "bank_account", "created_by").defer(
            "bank_account__iban"
        )

    def row_url(self, row: Collection) -> str:
        return reverse("sepa:collection", args=[row.pk])


def _is(*states: CollectionState) -> Any:
    return lambda record: record.state in states


COLLECTION = RecordPage(
    kind="sepa_collections.collection",
    list_page=CollectionList,
    tabs=(
        RecordTab("file", _("Fichier"), "sepa:collection"),
        RecordTab("history", _("Historique"), "sepa:collection_history"),
    ),
    actions=(
        RecordAction(
            "send",
            _("Transmis à la banque"),
            "sepa:send",
            "send",
            key="F8",
            right=GENERATE,
            confirm=_(
                "Le fichier est parti à la banque ? Il ne pourra plus être annulé ici : il faudra "
                "demander à la banque de le rappeler."
            ),
            available=_is(CollectionState.GENERATED),
        ),
        RecordAction(
            "deliver",
            _("Déposer de nouveau"),
            "sepa:deliver",
            "folder-up",
            right=GENERATE,
            available=_is(CollectionState.GENERATED),
        ),
        RecordAction(
            "cancel",
            _("Annuler le fichier"),
            "sepa:cancel",
            "trash",
            right=GENERATE,
            confirm=_(
                "Les lignes redeviennent libres et leurs mandats restent bons. Assurez-vous que le "
                "fichier n’a pas été transmis : il serait prélevé malgré tout."
            ),
            available=_is(CollectionState.GENERATED),
        ),
        RecordAction(
            "settle",
            _("Marquer comme réglé"),
            "sepa:settle",
            "check",
            right=GENERATE,
            confirm=_("La banque a crédité le compte du total de ce fichier ?"),
            available=_is(CollectionState.SENT),
        ),
    ),
    links=lambda record: (
        GoTo(
            _("Ses mandats"),
            f"{reverse('sepa:mandates')}?collection={record.message_id}",
            "signature",
        ),
    ),
)
