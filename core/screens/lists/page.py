"""``ListPage``: what a list is, and the rows that its URL asks for."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Count, Model, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.database.lookups import few_first
from core.people import access
from core.people.models import User
from core.screens.lists import preferences
from core.screens.lists.actions import ListAction, actions_for
from core.screens.lists.columns import Column
from core.screens.lists.filters import ListFilter
from core.screens.lists.neighbours import LISTS, origin, with_query
from core.text.errors import BusinessError
from core.text.words import fold

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

M = TypeVar("M", bound=Model)

#: Value of ``sel`` for every row that the filter lets through, but those in ``tout,-12,-15``.
EVERYTHING = "tout"
_MAX_IDS = 10_000
#: A primary key within a path.
_KEY = re.compile(r"(?<=/)\d+(?=/)")


@dataclass(frozen=True)
class CreateLink:
    """The « new » button of a list."""

    label: "StrOrPromise"
    url_name: str
    right: str = ""


class ListPage(Generic[M]):
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

    # -- One view for it all ----------------------------------------------------------------------
    @classmethod
    def as_view(cls) -> Callable[..., HttpResponseBase]:
        """The view, with its access declared; it also lets records find their neighbours."""
        from core.screens.lists.views import answer

        LISTS.add(cls)

        def view(request: HttpRequest) -> Any:
            return answer(cls(request))

        return access.right_required(cls.access)(view)

    @classmethod
    def of_selection(cls, request: HttpRequest) -> "ListPage[M]":
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
        for wanted in (self.params.get("tri", ""), self.default_sort):
            column = sortable.get(wanted.removeprefix("-"))
            if column:
                return column, wanted.startswith("-")
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

    def _filter_values(self) -> Iterator[tuple[str, str]]:
        names = tuple(self.filterset.form.fields) if self.filterset else ()
        for name, values in self.params.lists():
            if name in names or name.startswith(tuple(f"{known}_" for known in names)):
                yield from ((name, value) for value in values if value)

    def query_string(self, *, page: int = 1, sort: str | None = None) -> str:
        """The shortest query that shows this state: filters, search, sort, page."""
        chosen = self.sort_code if sort is None else sort
        pairs = [("q", self.text)] if self.text else []
        pairs += sorted(self._filter_values())
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

    # -- Rows -------------------------------------------------------------------------------------
    def search(self, rows: QuerySet[M], text: str) -> QuerySet[M]:
        """Rows in which every word is found in one of the search fields."""
        return few_first(rows, self.words(text))

    def words(self, text: str) -> Q:
        """That every word of ``text`` is found in one of the search fields."""
        every = Q()
        for word in text.split()[:8]:
            found = Q()
            for name in self.search_fields:
                if name.endswith("search_text"):
                    found |= Q(**{f"{name}__contains": fold(word)})
                else:
                    found |= Q(**{f"{name}__icontains": word})
            every &= found
        return every

    def filtered(self) -> QuerySet[M]:
        rows = self.filterset.qs if self.filterset else self.queryset()
        return self.search(rows, self.text) if self.text and self.search_fields else rows

    def ordered(self) -> QuerySet[M]:
        column, descending = self.sort
        fields = column.sort_fields if column else ()
        sign = "-" if descending else ""
        return self.filtered().order_by(*(f"{sign}{name}" for name in fields), f"{sign}pk")

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
        return origin(self, "")

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
        """``sel`` as it came: ``tout``, ids with commas, or nothing."""
        source = self.request.POST if self.request.method == "POST" else self.request.GET
        return source.get("sel", "")

    def selected(self) -> QuerySet[M]:
        """The selected rows, in the order of the list. Raises BusinessError where there is none."""
        code = self.selection_code
        first, *others = code.split(",")
        if first == EVERYTHING:
            left_out = _ids(part.removeprefix("-") for part in others)
            return self.ordered().exclude(pk__in=left_out) if left_out else self.ordered()
        ids = _ids(code.split(","))
        if not ids:
            raise BusinessError(_("Sélectionnez d’abord une ligne au moins."))
        column, descending = self.sort
        sign = "-" if descending else ""
        fields = column.sort_fields if column else ()
        rows = self.queryset().filter(pk__in=ids)
        return rows.order_by(*(f"{sign}{name}" for name in fields), f"{sign}pk")

    def totals(self, rows: QuerySet[M]) -> tuple[int, list[tuple[Column, Any]]]:
        """How many rows, and the sum of each column that has one, in one query."""
        summed = [column for column in self.columns if column.total]
        sums = {f"sum_{column.name}": Sum(column.total) for column in summed}
        found = rows.order_by().aggregate(rows=Count("pk"), **sums)
        return found["rows"], [(column, found[f"sum_{column.name}"]) for column in summed]

    def export_rows(self, rows: Iterable[M]) -> Iterator[list[Any]]:
        for row in rows:
            yield [column.raw(row) for column in self.shown]


def _ids(parts: Iterable[str]) -> list[int]:
    """Row ids out of a request, without what is no id. Raises BusinessError for too many."""
    ids = [int(part) for part in parts if part.isdecimal() and len(part) < 19]
    if len(ids) > _MAX_IDS:
        raise BusinessError(
            _("La sélection est trop longue : filtrez, puis prenez tout le filtre.")
        )
    return ids
