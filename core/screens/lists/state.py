"""``ListState``: what a list says of itself, and the rows that its URL asks for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Count, Model, QuerySet, Sum
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.database.lookups import few_first
from core.people import access
from core.people.models import User
from core.screens.lists import preferences
from core.screens.lists.actions import ListAction, actions_for
from core.screens.lists.columns import Column
from core.screens.lists.filters import ListFilter, every_word_in
from core.screens.lists.links import with_query
from core.screens.lists.selection import Selection
from core.text.errors import BusinessError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

M = TypeVar("M", bound=Model)

_MAX_IDS = 10_000
#: A primary key within a path.
_KEY = re.compile(r"(?<=/)\d+(?=/)")


@dataclass(frozen=True)
class CreateLink:
    """The « new » button of a list."""

    label: "StrOrPromise"
    url_name: str
    right: str = ""


class ListState(Generic[M]):
    """A list, for one request. Subclasses set the attributes and ``queryset`` and ``row_url``.

    URL parameters: ``q`` (search), the filters' names, ``tri`` (column, ``-`` before it for
    descending), ``page``, ``sel`` (ids with commas, or ``tout``), ``format``.
    """

    key: ClassVar[str]
    title: ClassVar["StrOrPromise"]
    url_name: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    #: The right that opens the list. There is no default: a list that names none cannot be made.
    access: ClassVar[str]
    filterset_class: ClassVar[type[ListFilter] | None] = None
    #: Fields holding folded text (their name ends in ``search_text``) or plain text.
    search_fields: ClassVar[Sequence[str]] = ()
    default_sort: ClassVar[str] = ""
    page_size: ClassVar[int] = 50
    actions: ClassVar[tuple[ListAction, ...]] = ()
    create: ClassVar[CreateLink | None] = None
    empty_text: ClassVar["StrOrPromise"] = gettext_lazy("Il n’y a encore rien ici.")
    template_name: ClassVar[str] = "core/lists/page.html"

    def __init__(self, request: HttpRequest, *, params: QueryDict | None = None) -> None:
        self.request = request
        self.params = request.GET if params is None else params

    # -- What a list says of itself ---------------------------------------------------------------
    def queryset(self) -> QuerySet[M]:
        """Every row that ``self.user`` may see, with the relations that the columns show."""
        raise NotImplementedError

    def row_url(self, row: M) -> str:
        """Where a row opens; empty for nowhere."""
        raise NotImplementedError

    def row_css(self, row: M) -> str:
        """A class for the row, such as ``list-muted``."""
        return ""

    @classmethod
    def of_selection(cls, request: HttpRequest) -> "ListState[M]":
        """The list in the state that a posted selection was made in (``vue``)."""
        return cls(request, params=QueryDict(request.POST.get("vue", "")))

    @property
    def user(self) -> User:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - the view requires a signed-in user
        return user

    # -- State of the URL -------------------------------------------------------------------------
    @cached_property
    def filterset(self) -> ListFilter | None:
        if self.filterset_class is None:
            return None
        filterset = self.filterset_class(self.params, self.queryset(), request=self.request)
        for field in filterset.form.fields.values():
            kind = "form-select" if hasattr(field, "choices") else "form-control"
            field.widget.attrs.setdefault("class", f"{kind} {kind}-sm")
        return filterset

    @property
    def text(self) -> str:
        return self.params.get("q", "").strip()

    @cached_property
    def sort(self) -> tuple[Column | None, bool]:
        """The sorting column and whether it is descending."""
        sortable = {column.name: column for column in self.columns if column.sort_fields}
        for code in (self.params.get("tri", ""), self.default_sort):
            column = sortable.get(code.removeprefix("-"))
            if column:
                return column, code.startswith("-")
        return None, False

    @property
    def sort_code(self) -> str:
        column, descending = self.sort
        return f"{'-' if descending else ''}{column.name}" if column else ""

    @property
    def number(self) -> int:
        """Number of the page, from 1."""
        page = self.params.get("page", "")
        return max(int(page), 1) if page.isdecimal() and len(page) < 8 else 1

    def filter_values(self) -> Iterator[tuple[str, str]]:
        names = tuple(self.filterset.form.fields) if self.filterset else ()
        for name, values in self.params.lists():
            if name in names or name.startswith(tuple(f"{known}_" for known in names)):
                yield from ((name, value) for value in values if value)

    def query_string(self, *, page: int = 1, sort: str | None = None) -> str:
        """The shortest query that shows this state: filters, search, sort, page."""
        chosen = self.sort_code if sort is None else sort
        pairs = [("q", self.text)] if self.text else []
        pairs += sorted(self.filter_values())
        if chosen != self.default_sort:
            pairs.append(("tri", chosen))
        if page > 1:
            pairs.append(("page", str(page)))
        return urlencode(pairs)

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def address(self, query: str) -> str:
        return with_query(self.url, query)

    def sorted_address(self, sort: str) -> str:
        """The first page of this state, sorted by ``sort``."""
        return self.address(self.query_string(sort=sort))

    # -- Rows -------------------------------------------------------------------------------------
    def search(self, rows: QuerySet[M], text: str) -> QuerySet[M]:
        """Rows in which every word is found in one of the search fields."""
        return few_first(rows, every_word_in(text, self.search_fields))

    def filtered(self) -> QuerySet[M]:
        rows = self.filterset.qs if self.filterset else self.queryset()
        return self.search(rows, self.text) if self.text and self.search_fields else rows

    def ordered(self) -> QuerySet[M]:
        return self._in_order(self.filtered())

    def _in_order(self, rows: QuerySet[M]) -> QuerySet[M]:
        column, descending = self.sort
        sign, fields = "-" if descending else "", column.sort_fields if column else ()
        return rows.order_by(*(f"{sign}{name}" for name in fields), f"{sign}pk")

    def origin(self, rank: int | str) -> str:
        """What a row's link carries for its record to find its neighbours; ranks start at 1."""
        return urlencode({"liste": self.key, "vue": self.query_string(), "rang": rank})

    def row_link(self, row: M, rank: int) -> str:
        """The row's address, with what the record needs to find its neighbours."""
        url = self.row_url(row)
        return with_query(url, f"{self._origin}{rank}") if url and self.opens(url) else ""

    def opens(self, address: str) -> bool:
        """Whether the reader may open an address of this site; asked once for each kind of page,
        since addresses of one kind differ by the keys in their path only."""
        kind = _KEY.sub("1", address.partition("?")[0])
        if kind not in self._opened:
            self._opened[kind] = access.may_open(self.user, kind)
        return self._opened[kind]

    @cached_property
    def _opened(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _origin(self) -> str:
        """What all rows' links carry; the row's rank comes after it."""
        return self.origin("")

    @cached_property
    def preference(self) -> preferences.ListPreference:
        return preferences.load(self.user, self.key)

    @cached_property
    def arranged(self) -> list[Column]:
        return self.preference.arrange(self.columns)

    @cached_property
    def shown(self) -> list[Column]:
        """The columns on screen, in the user's order."""
        return [column for column in self.arranged if self.preference.is_shown(column)]

    @cached_property
    def available_actions(self) -> list[ListAction]:
        return actions_for(self.key, self.actions, self.user)

    # -- Selection --------------------------------------------------------------------------------
    @property
    def selection_code(self) -> str:
        """``sel`` as it came."""
        source = self.request.POST if self.request.method == "POST" else self.request.GET
        return source.get("sel", "")

    def selected(self) -> QuerySet[M]:
        """The selected rows, in the order of the list. Raises BusinessError where there is none."""
        selection = Selection.read(self.selection_code)
        if not selection:
            raise BusinessError(_("Sélectionnez d’abord une ligne au moins."))
        if len(selection.ids) > _MAX_IDS:
            raise BusinessError(
                _("La sélection est trop longue : filtrez, puis prenez tout le filtre.")
            )
        if not selection.everything:
            return self._in_order(self.queryset().filter(pk__in=selection.ids))
        return self.ordered().exclude(pk__in=selection.ids) if selection.ids else self.ordered()

    def totals(self, rows: QuerySet[M]) -> tuple[int, list[tuple[Column, Any]]]:
        """How many rows, and the sum of each column that has one, in one query."""
        summed = [column for column in self.columns if column.total]
        sums = {f"sum_{column.name}": Sum(column.total) for column in summed}
        figures = rows.order_by().aggregate(rows=Count("pk"), **sums)
        return figures["rows"], [(column, figures[f"sum_{column.name}"]) for column in summed]

    def export_rows(self, rows: Iterable[M]) -> Iterator[list[Any]]:
        for row in rows:
            yield [column.raw(row) for column in self.shown]
