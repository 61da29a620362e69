"""The register of kept cheques, and what is put into a batch from it."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from core.people.access import right_required
from core.screens import toasts
from core.screens.lists import Column, ListAction, ListPage, perform
from core.screens.lists.filters import DayFilter, ListFilter
from core.text.errors import BusinessError
from core.text.money import format_euros
from ledger.books.models import Entity
from receipts.counter.enums import HeldState
from receipts.counter.models import Batch, HeldCheque, HeldShare
from receipts.counter.selectors import held_cheques as selectors
from receipts.counter.services.put_held_in_batch import PutIn, put_all_in_batch
from receipts.counter.views.batches import KEY, get_batch
from receipts.draft.views.answers import staff

_COLOURS = {
    HeldState.KEPT: "blue",
    HeldState.KEYED: "green",
    HeldState.GIVEN_BACK: "orange",
    HeldState.CANCELLED: "secondary",
}


class HeldFilter(ListFilter):
    """Without a state, the cheques that are still kept."""

    etat = django_filters.ChoiceFilter(
        method="in_state",
        label=gettext_lazy("État"),
        choices=[
            ("due", gettext_lazy("À encaisser")),
            *(each for each in HeldState.choices if each[0] != HeldState.KEPT),
            ("tous", gettext_lazy("Tous")),
        ],
        empty_label=HeldState.KEPT.label,
    )
    entite = django_filters.ModelChoiceFilter(
        "entity",
        queryset=Entity.objects.all(),
        label=gettext_lazy("Entité"),
        empty_label=gettext_lazy("Toutes"),
    )
    compte = django_filters.CharFilter(method="of_account", label=gettext_lazy("N° de compte"))
    du = DayFilter("agreed_date", "gte", label=gettext_lazy("Convenu du"))
    au = DayFilter("agreed_date", "lte", label=gettext_lazy("au"))

    class Meta:
        model = HeldCheque
        fields: list[str] = []

    def in_state(self, rows: Any, _name: str, value: str) -> Any:
        if value == "tous":
            return rows
        if value == "due":
            return rows.filter(state=HeldState.KEPT, agreed_date__lte=timezone.localdate())
        return rows.filter(state=value)

    def of_account(self, rows: Any, _name: str, value: str) -> Any:
        shares = HeldShare.objects.filter(account__code__iexact=value.strip())
        return rows.filter(pk__in=shares.values("held"))

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("etat") else rows.filter(state=HeldState.KEPT)


def _accounts(row: HeldCheque) -> str:
    return ", ".join(f"{row.entity.code} {share.account.code}" for share in row.shares.all())


def _clients(row: HeldCheque) -> str:
    return ", ".join(
        share.account.party.name if share.account.party else share.account.label
        for share in row.shares.all()
    )


def _state(row: HeldCheque) -> str:
    if row.is_stale:
        return _("Périmé")
    return _("À encaisser") if row.is_due else row.get_state_display()


def _colour(row: HeldCheque) -> str:
    if row.is_stale:
        return "red"
    return "orange" if row.is_due else _COLOURS[HeldState(row.state)]


class HeldList(ListPage[HeldCheque]):
    """Cheques kept until a day agreed, whoever keeps them."""

    key = "receipts.held"
    title = gettext_lazy("Chèques gardés")
    url_name = "receipts:held_cheques"
    access = KEY
    filterset_class = HeldFilter
    search_fields = (
        *("number", "drawer", "drawee_bank", "keeper__username"),
        *("shares__account__search_text", "shares__account__party__search_text"),
    )
    default_sort = "agreed_date"
    empty_text = gettext_lazy(
        "Aucun chèque gardé : sur la ligne de saisie, Alt+G garde ceux qui s’encaissent plus tard."
    )
    actions = (
        ListAction(
            "key",
            gettext_lazy("Mettre dans mon lot"),
            "receipts:held_key_selected",
            icon="stack-push",
            key="F8",
        ),
    )
    columns = (
        Column("number", gettext_lazy("N°"), link=True),
        Column("accounts", gettext_lazy("Compte"), _accounts, sort=None),
        Column("clients", gettext_lazy("Client"), _clients, sort=None, visible=False),
        Column(
            "entity",
            gettext_lazy("Entité"),
            "entity.code",
            sort="entity__code",
            visible=False,
        ),
        Column("drawer", gettext_lazy("Tireur")),
        Column("drawee_bank", gettext_lazy("Banque tirée")),
        Column("amount", gettext_lazy("Montant"), kind="amount", total="amount"),
        Column("agreed_date", gettext_lazy("Date convenue"), kind="date"),
        Column("keeper", gettext_lazy("Gardé par"), sort="keeper__username"),
        Column("age", gettext_lazy("Âge (jours)"), kind="number", sort="kept_at"),
        Column("last_day", gettext_lazy("Encaissable jusqu’au"), kind="date", sort=None),
        Column(
            "state",
            gettext_lazy("État"),
            _state,
            kind="pill",
            sort="state",
            pill=_colour,
        ),
        Column("outcome_reason", gettext_lazy("Raison"), visible=False),
    )

    def queryset(self) -> QuerySet[HeldCheque]:
        return selectors.all_held()

    def search(self, rows: QuerySet[HeldCheque], text: str) -> QuerySet[HeldCheque]:
        # A cheque of several accounts is one row, however many of them are found.
        return super().search(rows, text).distinct()

    def row_url(self, row: HeldCheque) -> str:
        return reverse("receipts:held", args=[row.pk])


def told(done: PutIn, batch: Batch) -> str:
    """What went into the batch and what did not, with the reasons. Raises BusinessError where
    nothing went."""
    reasons = [str(error) for _held, error in done.left]
    if not done.cheques:
        raise BusinessError(" ".join(reasons) or _("Aucun chèque gardé n’attend aujourd’hui."))
    total = sum((each.amount for each in done.cheques), start=done.cheques[0].amount * 0)
    said = ngettext(
        "%(count)d chèque gardé mis dans le lot n° %(batch)d : %(total)s.",
        "%(count)d chèques gardés mis dans le lot n° %(batch)d : %(total)s.",
        len(done.cheques),
    ) % {"count": len(done.cheques), "batch": batch.pk, "total": format_euros(total)}
    return " ".join([said, *reasons])


@right_required(KEY)
@require_POST
def key_selected(request: HttpRequest) -> HttpResponse:
    """Put the selection into the user's open batch."""

    def act(rows: QuerySet[HeldCheque]) -> str:
        batch = selectors.batch_in_hand(staff(request))
        if batch is None:
            raise BusinessError(_("Ouvrez d’abord un lot au guichet : ces chèques y iront."))
        ids = list(rows.values_list("pk", flat=True))
        return told(put_all_in_batch(ids, batch.pk, acting_user=staff(request)), batch)

    return perform(request, HeldList, act)


@right_required(KEY)
@require_POST
def key_due(request: HttpRequest, pk: int) -> HttpResponse:
    """Put every kept cheque whose day has come into this batch."""
    batch = get_batch(request, pk)
    ids = list(selectors.due().values_list("pk", flat=True))
    try:
        done = put_all_in_batch(ids, batch.pk, acting_user=staff(request))
        toasts.done(request, told(done, batch))
    except BusinessError as error:
        toasts.refused(request, error)
    return redirect("receipts:batch", pk=pk)
