"""The table of a list, ready to print: headings, rows, the pages beside."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.screens.lists.columns import Column
from core.screens.lists.state import ListState


@dataclass(frozen=True)
class Row:
    """A row ready to print: few values, so that the template has little to do."""

    id: int
    attributes: SafeString
    check: SafeString
    cells: SafeString


@dataclass(frozen=True)
class Heading:
    """A heading: where a click on it leads and what a screen reader says of its order."""

    column: Column
    address: str
    aria_sort: str


def _rows(page: ListState[Any]) -> tuple[list[Row], bool]:
    """The rows of the page and whether there are more; one row is read beyond the page."""
    first = (page.number - 1) * page.page_size
    read = list(page.ordered()[first : first + page.page_size + 1])
    cells = [(column.opening, column) for column in page.shown]
    named = next((column for column in page.columns if column.link), page.columns[0])
    select = escape(_("Sélectionner"))
    rows = []
    for rank, row in enumerate(read[: page.page_size], start=first + 1):
        link = page.row_link(row, rank)
        inside = "".join(
            f"{tag}{column.inside(row, link, page.opens)}</td>" for tag, column in cells
        )
        name = escape(named.text(named.raw(row)))
        check = (
            f'<input class="form-check-input" type="checkbox" value="{row.pk}" tabindex="-1"'
            f' aria-label="{select} {name}">'
        )
        attributes = f'class="{escape(page.row_css(row))}"'
        rows.append(Row(row.pk, *map(mark_safe, (attributes, check, inside))))
    return rows, len(read) > page.page_size


def headings(page: ListState[Any]) -> list[Heading]:
    chosen, descending = page.sort
    shown = []
    for column in page.shown:
        is_chosen = column is chosen
        code = f"-{column.name}" if is_chosen and not descending else column.name
        address = page.sorted_address(code) if column.sort_fields else ""
        order = ("descending" if descending else "ascending") if is_chosen else "none"
        shown.append(Heading(column, address, order if address else ""))
    return shown


def table_context(page: ListState[Any]) -> dict[str, Any]:
    """What the part that HTMX swaps needs."""
    rows, has_more = _rows(page)
    query, filters = page.query_string(page=page.number), page.query_string()
    return {
        "list": page,
        "headings": headings(page),
        "rows": rows,
        "query": query,
        "total_url": page.address(f"{filters}&part=total" if filters else "part=total"),
        "first_rank": (page.number - 1) * page.page_size + 1,
        "last_rank": (page.number - 1) * page.page_size + len(rows),
        "previous_url": page.address(page.query_string(page=page.number - 1))
        if page.number > 1
        else "",
        "next_url": page.address(page.query_string(page=page.number + 1)) if has_more else "",
        "is_filtered": bool(page.text or list(page.filter_values())),
        "selection_code": page.selection_code,
    }
