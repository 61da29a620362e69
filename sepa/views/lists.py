"""The lists of files and of mandates, and the pages of their records."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.lists import Column, ListAction, ListPage, state_column
from core.lists.filters import ListFilter
from core.lists.records import GoTo, RecordAction, RecordPage, RecordTab
from ledger.models import Entity
from sepa.enums import CollectionState
from sepa.models import Collection, CollectionTransaction, Mandate
from sepa.selectors import in_no_file

SEE = "sepa.see_collections"
GENERATE = "sepa.generate_collection"
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


class MandateFilter(ListFilter):
    entity = django_filters.ModelChoiceFilter(
        field_name="receipt__entity",
        queryset=Entity.objects.all(),
        label=_("Entité"),
        empty_label=_("Toutes"),
    )
    file = django_filters.ChoiceFilter(
        method="in_a_file",
        label=_("Fichier"),
        empty_label=_("Tous"),
        choices=[("none", _("Sans fichier")), ("live", _("Dans un fichier"))],
    )
    collection = django_filters.CharFilter(
        field_name="transactions__collection__message_id",
        lookup_expr="iexact",
        label=_("Référence du fichier"),
    )

    class Meta:
        model = Mandate
        fields = ["entity", "file", "collection"]

    def in_a_file(self, rows: QuerySet[Mandate], _name: str, value: str) -> QuerySet[Mandate]:
        live = CollectionTransaction.objects.filter(mandate=OuterRef("pk"), live=True)
        return rows.filter(Exists(live)) if value == "live" else in_no_file(rows)


class MandateList(ListPage[Mandate]):
    """Every mandate that was fetched."""

    key = "sepa.mandates"
    title = _("Mandats")
    url_name = "sepa:mandates"
    access = SEE
    filterset_class = MandateFilter
    search_fields = ("mandate_reference", "debtor_name", "receipt__label")
    default_sort = "-signed_at"
    actions = (
        ListAction(
            "generate",
            _("Générer le fichier de prélèvement"),
            "sepa:preview_mandates",
            "file-export",
            key="F6",
            right=GENERATE,
        ),
    )
    empty_text = _("Aucun mandat : les demandes de l’extranet n’ont pas encore été relevées.")
    columns = (
        Column("mandate_reference", _("RUM"), link=True),
        Column("debtor_name", _("Débiteur")),
        Column("entity", _("Entité"), "receipt.entity.code", sort="receipt__entity__code"),
        Column("account", _("Compte"), "receipt.account.code", sort="receipt__account__code"),
        Column("iban_masked", _("IBAN"), sort=None),
        Column("amount", _("Montant"), kind="amount", total="amount"),
        Column("signed_at", _("Signé le"), kind="datetime"),
        Column("fetched_at", _("Reçu le"), kind="datetime", visible=False),
        Column(
            "status",
            _("Règlement"),
            "receipt.get_status_display",
            kind="pill",
            sort="receipt__status",
        ),
    )

    def queryset(self) -> QuerySet[Mandate]:
        return Mandate.objects.select_related("receipt__entity", "receipt__account").defer(
            "iban", "evidence", "receipt__raw_data"
        )

    def row_url(self, row: Mandate) -> str:
        return reverse("sepa:mandate", args=[row.pk])


def _is(*states: CollectionState) -> Any:
    return lambda record: record.state in states


COLLECTION = RecordPage(
    kind="sepa.collection",
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

MANDATE = RecordPage(
    kind="sepa.mandate",
    list_page=MandateList,
    tabs=(
        RecordTab("mandate", _("Mandat"), "sepa:mandate"),
        RecordTab("history", _("Historique"), "sepa:mandate_history"),
    ),
    links=lambda record: (
        GoTo(_("La ligne du brouillard"), reverse("receipts:record", args=[record.receipt_id])),
    ),
)
