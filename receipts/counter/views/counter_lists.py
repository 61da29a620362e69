"""The lists of batches, cheques and deposit slips."""

import django_filters
from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.screens.lists import Column, ListPage, state_column
from core.screens.lists.filters import WholeFilter
from ledger.books.models import Entity
from receipts.counter.enums import BatchState, ChequeState
from receipts.counter.models import Batch, Cheque, DepositSlip
from receipts.counter.selectors.batches_in_hand import visible
from receipts.draft.selectors.draft_lines import SEE_OTHERS
from receipts.draft.views.work_filters import WorkFilter

KEY = "receipts_counter.key_receipts"
_COLOURS = {
    ChequeState.KEYED: "azure",
    ChequeState.DRAFTED: "blue",
    ChequeState.DEPOSITED: "green",
    ChequeState.BOUNCED: "red",
    ChequeState.CANCELLED: "secondary",
}


class BatchFilter(WorkFilter):
    """``quand=clos`` means by whom and when it was closed, rather than opened."""

    who, at = "owner", "opened_at"

    state = django_filters.ChoiceFilter(
        choices=BatchState.choices, label=_("État"), empty_label=_("Tous")
    )
    quand = django_filters.ChoiceFilter(
        choices=[("clos", _("Clôture"))],
        label=_("Par et dates de"),
        empty_label=_("Ouverture"),
        method="as_it_is",
    )

    class Meta:
        model = Batch
        fields = ["state"]

    def as_it_is(self, rows: QuerySet[Batch], _name: str, _value: str) -> QuerySet[Batch]:
        return rows

    def fields_meant(self) -> tuple[str, str]:
        if self.data.get("quand") == "clos":
            return "closed_by", "closed_at"
        return super().fields_meant()


class BatchList(ListPage[Batch]):
    """Every batch that the user may see."""

    key = "receipts.batches"
    title = _("Lots de saisie")
    url_name = "receipts:batches"
    access = KEY
    filterset_class = BatchFilter
    search_fields = ("owner__username", "difference_reason")
    default_sort = "-number"
    empty_text = _("Aucun lot : ouvrez-en un au guichet pour le courrier du jour.")
    columns = (
        Column("number", pgettext_lazy("de saisie", "Lot"), str, sort="pk", link=True),
        Column("arrival_date", _("Courrier du"), kind="date"),
        Column("owner", _("Par"), sort="owner__username"),
        Column("keyed", _("Chèques"), kind="number", sort="keyed"),
        Column("keyed_total", _("Total"), kind="amount", sort="keyed_total"),
        Column("expected_total", _("Attendu"), kind="amount"),
        Column("state", _("État"), "get_state_display", kind="pill", sort="state"),
        Column("closed_at", _("Clos le"), kind="datetime"),
        Column("difference_reason", _("Raison de l’écart")),
    )

    def queryset(self) -> QuerySet[Batch]:
        return visible(self.user).annotate(
            keyed=Count("cheques"), keyed_total=Sum("cheques__amount")
        )

    def row_url(self, row: Batch) -> str:
        return reverse("receipts:batch", args=[row.pk])


class ChequeFilter(WorkFilter):
    who, at = "keyed_by", "keyed_at"

    entity = django_filters.ModelChoiceFilter(
        queryset=Entity.objects.all(), label=_("Entité"), empty_label=_("Toutes")
    )
    state = django_filters.ChoiceFilter(
        choices=ChequeState.choices, label=_("État"), empty_label=_("Tous")
    )
    batch = WholeFilter(field_name="batch", label=pgettext_lazy("de saisie", "Lot"))

    class Meta:
        model = Cheque
        fields = ["entity", "state", "batch"]


class ChequeList(ListPage[Cheque]):
    """Every cheque keyed in those batches."""

    key = "receipts.cheques"
    title = _("Chèques")
    url_name = "receipts:cheques"
    access = KEY
    filterset_class = ChequeFilter
    search_fields = ("number", "drawer", "drawee_bank")
    default_sort = "-keyed_at"
    empty_text = _("Aucun chèque : ouvrez un lot au guichet.")
    columns = (
        Column("number", _("N°"), link=True),
        Column("drawer", _("Tireur")),
        Column("drawee_bank", _("Banque tirée")),
        Column("entity", _("Entité"), "entity.code", sort="entity__code"),
        Column("amount", _("Montant"), kind="amount", total="amount"),
        Column("cheque_date", _("Date"), kind="date"),
        Column("batch", pgettext_lazy("de saisie", "Lot"), sort="batch"),
        state_column("state", _("État"), _COLOURS),
        Column("keyed_at", _("Saisi le"), kind="datetime"),
        Column("outcome_reason", _("Raison"), visible=False),
    )

    def queryset(self) -> QuerySet[Cheque]:
        rows = Cheque.objects.select_related("entity", "batch")
        return rows if self.user.has_perm(SEE_OTHERS) else rows.filter(batch__owner=self.user)

    def row_url(self, row: Cheque) -> str:
        return reverse("receipts:cheque", args=[row.pk])


class DepositFilter(WorkFilter):
    who, at = "created_by", "created_at"

    class Meta:
        model = DepositSlip
        fields: list[str] = []


class DepositList(ListPage[DepositSlip]):
    """Every slip taken to a bank."""

    key = "receipts.deposits"
    title = _("Remises en banque")
    url_name = "receipts:deposits"
    access = KEY
    filterset_class = DepositFilter
    search_fields = ("number", "entity__name")
    default_sort = "-date"
    empty_text = _("Aucune remise : validez des chèques, puis préparez la remise au guichet.")
    columns = (
        Column("number", _("N°"), link=True),
        Column("date", _("Date"), kind="date"),
        Column("entity", _("Entité"), "entity.code", sort="entity__code"),
        Column("bank_account", _("Compte bancaire"), sort=None),
        Column("cheque_count", _("Chèques"), kind="number"),
        Column("total", _("Total"), kind="amount", total="total"),
        Column("created_by", _("Par"), sort=None),
    )

    def queryset(self) -> QuerySet[DepositSlip]:
        return DepositSlip.objects.select_related("entity", "bank_account", "created_by").defer(
            "bank_account__iban"
        )

    def row_url(self, row: DepositSlip) -> str:
        return reverse("receipts:deposit", args=[row.pk])
