"""What a column of a list is, and how its values read on screen and in a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Literal, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from core.screens.exports import ExportColumn
from core.screens.exports import Kind as ExportKind
from core.text.money import ZERO, format_amount, format_balance, format_euros

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Kind = Literal["text", "amount", "number", "date", "datetime", "bool", "pill", "balance"]

_TONES = {
    "green": " lsc-pill-good",
    "orange": " lsc-pill-warn",
    "red": " lsc-pill-bad",
    "blue": " lsc-pill-accent",
}
_RIGHT = frozenset({"amount", "number", "balance"})


@dataclass(frozen=True)
class Column:
    """One column. ``value`` is an attribute path (``entity.code``) or a function of the row.

    ``sort`` names the database fields to sort by; by default those of the path, None for never.
    ``link`` opens the row; ``url`` leads elsewhere. ``pill`` gives a status its colour: green,
    orange, red, blue, or anything else for none.
    ``balance`` is an amount with its side, D or C; a file keeps the sign (debits less credits).
    ``total`` names the database field whose sum is shown for a selection.
    """

    name: str
    label: "StrOrPromise"
    value: str | Callable[[Any], Any] = ""
    kind: Kind = "text"
    sort: str | tuple[str, ...] | None = ""
    link: bool = False
    url: Callable[[Any], str] | None = None
    pill: Callable[[Any], str] | None = None
    visible: bool = True
    total: str = ""
    width: int = 0

    @property
    def align(self) -> str:
        return "text-end" if self.kind in _RIGHT else ""

    @property
    def sort_fields(self) -> tuple[str, ...]:
        """Database fields in sorting order; empty where the column cannot be sorted."""
        if self.sort is None:
            return ()
        if self.sort:
            return (self.sort,) if isinstance(self.sort, str) else self.sort
        path = self.value or self.name
        return () if callable(path) else (path.replace(".", "__"),)

    def raw(self, row: Any) -> Any:
        """The value itself, as exports want it; None where a relation on the path is missing."""
        if callable(self.value):
            return self.value(row)
        found = row
        for part in (self.value or self.name).split("."):
            if found is None:
                return None
            found = getattr(found, part)
            if callable(found):
                found = found()
        return found

    def text(self, value: Any) -> str:
        """The value as people read it."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return _("oui") if value else ""
        if isinstance(value, Decimal):
            return format_balance(value) if self.kind == "balance" else format_amount(value)
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime("%d/%m/%Y %H:%M")
        if isinstance(value, date):
            return value.strftime("%d/%m/%Y")
        return str(value)

    def sum_text(self, total: Decimal | None) -> str:
        """The sum of the column, as people read it; nothing summed is zero."""
        total = total or ZERO
        return format_balance(total) if self.kind == "balance" else format_euros(total)

    @property
    def opening(self) -> str:
        """The opening tag of the column's cells: the same for every row."""
        css = f"list-{self.kind} {self.align}".strip()
        return f'<td role="cell" class="{css}" data-label="{escape(str(self.label))}">'

    def inside(self, row: Any, row_url: str, opens: Callable[[str], bool]) -> str:
        """What the cell holds, escaped, with its link or its pill. ``opens`` tells whether its
        reader may open an address: what they may not is told, and leads nowhere."""
        value = self.raw(row)
        shown = value.__html__() if hasattr(value, "__html__") else escape(self.text(value))
        if not shown:
            return ""
        if self.kind == "pill":
            tone = _TONES.get(self.pill(row), "") if self.pill else ""
            shown = f'<span class="lsc-pill{tone}">{shown}</span>'
        if self.link:
            return (
                f'<a href="{escape(row_url)}" class="list-open">{shown}</a>' if row_url else shown
            )
        address = self.url(row) if self.url else ""
        if not address or not opens(address):
            return shown
        return f'<a href="{escape(address)}">{shown}</a>'

    @property
    def export(self) -> ExportColumn:
        kinds: dict[Kind, ExportKind] = {"pill": "text", "balance": "amount"}
        kind = kinds.get(self.kind) or cast(ExportKind, self.kind)
        return ExportColumn(str(self.label), kind, self.width)


def state_column(name: str, label: "StrOrPromise", tones: Mapping[Any, str]) -> Column:
    """The column of a field with choices: their words, sorted as stored, each in its tone (none
    for a choice that ``tones`` leaves out)."""
    return Column(
        name,
        label,
        f"get_{name}_display",
        kind="pill",
        sort=name,
        pill=lambda row: tones.get(getattr(row, name), ""),
    )
