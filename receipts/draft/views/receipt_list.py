"""All receipts, whatever became of them; and those of one account, on its record."""

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from core.database.lookups import few_first
from core.people.access import right_required
from core.screens.lists import Column, ListPage
from core.screens.lists.filters import WholeFilter
from ledger.accounts.views.account_record import RECORD
from ledger.books.models import Account
from receipts.draft.channels import CHANNELS, any_channel, label_of
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.draft_lines import matches
from receipts.draft.selectors.receipt import receipts_of
from receipts.draft.views.answers import staff
from receipts.draft.views.work_filters import KeyedFilter

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
        choices=lambda: [(each.code, each.label) for each in CHANNELS],
        empty_label=_("Tous"),
    )
    du = django_filters.DateFilter("movement_date", "gte", label=_("Du"))
    au = django_filters.DateFilter("movement_date", "lte", label=_("Au"))
    lot = WholeFilter(label=pgettext_lazy("de saisie", "Lot"), method="in_batch")

    class Meta:
        model = DraftReceipt
        fields: list[str] = []

    def in_batch(
        self, rows: QuerySet[DraftReceipt], _name: str, number: int
    ) -> QuerySet[DraftReceipt]:
        return rows.filter(any_channel(lambda each: each.of_batch(number)))


class ReceiptList(ListPage[DraftReceipt]):
    """Where a receipt is found again once it has left the draft."""

    key = "receipts.receipts"
    title = _("Règlements")
    url_name = "receipts:receipts"
    access = "receipts_draft.see_draft"
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


@right_required("receipts_draft.see_draft")
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
