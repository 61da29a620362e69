"""The list of mandates, and the page of one."""

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.screens.lists import Column, ListPage
from core.screens.lists.filters import ListFilter
from core.screens.lists.records import GoTo, RecordPage, RecordTab
from ledger.books.models import Entity
from sepa.mandates.models import Mandate
from sepa.mandates.selectors.mandates import in_no_file

SEE = "sepa_collections.see_collections"


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
        return rows.filter(transactions__live=True) if value == "live" else in_no_file(rows)


class MandateList(ListPage[Mandate]):
    """Every mandate that was fetched."""

    key = "sepa.mandates"
    title = _("Mandats")
    url_name = "sepa:mandates"
    access = SEE
    filterset_class = MandateFilter
    search_fields = ("mandate_reference", "debtor_name", "receipt__label")
    default_sort = "-signed_at"
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


MANDATE = RecordPage(
    kind="sepa_mandates.mandate",
    list_page=MandateList,
    tabs=(
        RecordTab("mandate", _("Mandat"), "sepa:mandate"),
        RecordTab("history", _("Historique"), "sepa:mandate_history"),
    ),
    links=lambda record: (
        GoTo(_("La ligne du brouillard"), reverse("receipts:record", args=[record.receipt_id])),
    ),
)
