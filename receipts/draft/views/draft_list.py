"""The draft as a list: its columns, files, paper, saved views and the user's arrangement."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.screens import entity_switch
from core.screens.lists import Column, ListPage
from core.text.money import ZERO
from receipts.draft.enums import WAITING
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.draft_lines import (
    DEFAULT_SORT,
    PAGE_SIZE,
    SEE_OTHERS,
    SORTS,
    DraftQuery,
    ordered,
    pending,
    visible,
)
from receipts.draft.selectors.on_its_way import drafted_for


def _sort(name: str) -> tuple[str, ...]:
    return SORTS[name]


def balance_after(row: DraftReceipt) -> object:
    """The client's balance once all that waits for it is in the books; positive where they still
    owe."""
    drafted: Decimal | None = getattr(row, "drafted", None)
    return row.account.balance - (drafted or ZERO) if row.account else None


def _with_what_it_shows(rows: QuerySet[DraftReceipt]) -> QuerySet[DraftReceipt]:
    rows = rows.annotate(drafted=drafted_for(OuterRef("account")))
    return rows.select_related("entity", "account", "journal").defer("raw_data")


class DraftList(ListPage[DraftReceipt]):
    """The pending lines. The page and its rows are the draft's own; the rest is any list's."""

    key = "receipts.draft"
    title = _("Brouillard d’encaissement")
    url_name = "receipts:draft"
    access = "receipts_draft.see_draft"
    default_sort = DEFAULT_SORT
    page_size = PAGE_SIZE
    columns = (
        Column("entite", _("Entité"), "entity.code", sort=_sort("entite"), width=9),
        Column("compte", _("N° de compte"), "account.code", sort=_sort("compte"), link=True),
        Column("intitule", _("Libellé compte"), "account.label", sort=_sort("intitule")),
        Column("ref", _("Réf. mouvement"), "movement_reference", sort=_sort("ref")),
        Column("date", _("Date mouvement"), "movement_date", "date", sort=_sort("date")),
        Column("libelle", _("Libellé mouvement"), "label", sort=_sort("libelle")),
        Column("montant", _("Montant"), "amount", "amount", sort=_sort("montant"), total="amount"),
        Column("journal", _("Journal"), "journal.code", sort=_sort("journal"), width=9),
        Column("piece", _("Pièce"), "voucher", sort=_sort("piece"), width=12),
        Column("solde", _("Solde après"), balance_after, "balance", sort=None),
        Column("etat", _("État"), "get_status_display", "pill", sort=None),
    )

    @cached_property
    def draft(self) -> DraftQuery:
        """The state of the URL; the entity of the top bar where the URL names none."""
        given = {name: str(value) for name, value in self.params.items()}
        params = {"entite": self.entity_of_the_bar, **given}
        return DraftQuery.read(params, self.user)

    @property
    def entity_of_the_bar(self) -> str:
        entity = entity_switch.current(self.request)
        return entity.code if entity else ""

    def link(self, **changes: object) -> str:
        """The address of this state with some changes; it leaves the top bar's entity unsaid, so
        that another one chosen there counts."""
        if self.draft.entity == self.entity_of_the_bar:
            changes["entity"] = ""
        return self.address(self.draft.query_string(**changes))

    def sorted_address(self, sort: str) -> str:
        return self.link(sort=sort, page=1)

    def queryset(self) -> QuerySet[DraftReceipt]:
        everyone = self.user.has_perm(SEE_OTHERS)
        rows = visible(self.user, everyone=everyone).filter(status__in=WAITING)
        return _with_what_it_shows(rows)

    def row_url(self, row: DraftReceipt) -> str:
        return reverse("receipts:record", args=[row.pk])

    def filtered(self) -> QuerySet[DraftReceipt]:
        return pending(self.draft, self.user)

    def ordered(self) -> QuerySet[DraftReceipt]:
        return _with_what_it_shows(ordered(self.draft, self.user))

    def filter_values(self) -> Iterator[tuple[str, str]]:
        draft = self.draft
        everyone = "tous" if draft.everyone else ""
        late = "oui" if draft.late else ""
        state = (
            *(("canal", draft.channel), ("entite", draft.entity), ("qui", everyone)),
            *(("lot", draft.batch), ("retard", late)),
        )
        yield from ((name, value) for name, value in state if value)
