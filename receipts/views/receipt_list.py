"""All receipts, whatever became of them; and those of one account, on its record."""

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from core.access import right_required
from core.lists import Column, ListPage
from core.lists.filters import WholeFilter
from core.lookups import few_first
from ledger.models import Account
from ledger.views.account_record import RECORD
from receipts.channels import channels, label_of
from receipts.enums import ReceiptStatus
from receipts.models import DraftReceipt
from receipts.selectors.draft import matches
from receipts.selectors.receipt import receipts_of
from receipts.views.answers import staff
from receipts.views.work_filters import KeyedFilter

#: The account's own record shows the latest; the list has them all.
ON_ACCOUNT = 200
PILLS = {"pending": "secondary", "prepared": "azure", "posted": "green", "cancelled": "red"}


class ReceiptFilter(KeyedFilter):
    etat = django_filters.ChoiceFilter(
        "status", label=_("État"), choices=ReceiptStatus.choices, empty_label=_("Tous")
    )
    canal = django_filters.ChoiceFilter(
        "channel",
        label=_("Canal"),
        choices=lambda: [(each.code, each.label) for each in channels()],
        empty_label=_("Tous"),
    )
    du = django_filters.DateFilter("movement_date", "gte", label=_("Du"))
    au = django_filters.DateFilter("movement_date", "lte", label=_("Au"))
    lot = WholeFilter("cheque_share__cheque__batch", label=pgettext_lazy("de saisie", "Lot"))

    class Meta:
        model = DraftReceipt
        fields: list[str] = []


class ReceiptList(ListPage[DraftReceipt]):
    """Where a receipt is found again once it has left the draft."""

    key = "receipts.receipts"
    title = _("Règlements")
    url_name = "receipts:receipts"
    access = "receipts.see_draft"
    filterset_class = ReceiptFilter
    search_fields = ("label",)
    default_sort = "-arrivee"
    empty_text = _("Aucun règlement : ils arrivent par le brouillard.")
    columns = (
        Column("arrivee", _("Arrivé le"), "created_at", "datetime", sort="pk"),
        Column("canal", _("Canal"), lambda row: label_of(row.channel), sort="channel"),
        Column("entite", _("Entité"), "entity.code", sort=None),
        Column("compte", _("N° de compte"), "account.code", sort=None),
        Column("libelle", _("Libellé"), "label", link=True, sort=None),
        Column("date", _("Date mouvement"), "movement_date", "date"),
        Column("montant", _("Montant"), "amount", "amount", total="amount"),
        Column("journal", _("Journal"), "journal.code", sort=None),
        Column("piece", _("Pièce"), "voucher", sort=None),
        Column(
            "etat",
            _("État"),
            "get_status_display",
            "pill",
            sort="status",
            pill=lambda row: PILLS[row.status],
        ),
    )

    def queryset(self) -> QuerySet[DraftReceipt]:
        return receipts_of(self.user).defer("raw_data")

    def search(self, rows: QuerySet[DraftReceipt], text: str) -> QuerySet[DraftReceipt]:
        return few_first(rows, matches(text) | Q(source_key=text))

    def row_url(self, row: DraftReceipt) -> str:
        return reverse("receipts:record", args=[row.pk])


@right_required("receipts.see_draft")
@require_GET
def of_account(request: HttpRequest, pk: int) -> HttpResponse:
    """The account record's tab « Encaissements »."""
    account = get_object_or_404(
        Account.objects.select_related("entity", "party", "building"), pk=pk
    )
    rows = receipts_of(staff(request)).filter(account=account).defer("raw_data").order_by("-pk")
    return RECORD.render(
        request,
        account,
        tab="receipts",
        template="receipts/account_receipts.html",
        rows=[(row, label_of(row.channel)) for row in rows[:ON_ACCOUNT]],
    )
