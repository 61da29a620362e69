"""Template vocabulary of every page: amounts, icons."""

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from django import template
from django.db.models import Model
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.database.iban import IbanHolder
from core.screens.front_end import icon_svg
from core.screens.keys import FUNCTION_KEYS
from core.screens.lists.history import HistoryLine, history_of
from core.screens.statement import StatementLine
from core.screens.statement_rows import row_of
from core.text.money import format_amount, format_balance, format_euros

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()


@register.filter
def amount(value: Decimal | None) -> str:
    """``1 234,56``; empty for None."""
    return "" if value is None else format_amount(value)


@register.filter
def euros(value: Decimal | None) -> str:
    """``1 234,56 €``; empty for None."""
    return "" if value is None else format_euros(value)


@register.filter
def balance(value: Decimal | None) -> str:
    """``1 234,56 D`` where debits exceed credits, ``1 234,56 C``, or ``0,00``; empty for None."""
    return "" if value is None else format_balance(value)


@register.filter
def statement_row(line: StatementLine) -> SafeString:
    """A row of a statement's table, with its eight cells."""
    return row_of(line)


_DAYS = (_("lun."), _("mar."), _("mer."), _("jeu."), _("ven."), _("sam."), _("dim."))


class _HasWeekdays(Protocol):
    weekdays: int


@register.filter
def service_days(row: _HasWeekdays) -> str:
    """The days of a scheduled service: ``tous les jours``, or ``lun., mer.``."""
    days = [str(name) for day, name in enumerate(_DAYS) if row.weekdays >> day & 1]
    return gettext("tous les jours") if len(days) == len(_DAYS) else ", ".join(days)


@register.simple_tag
def function_keys() -> list[tuple[str, "StrOrPromise"]]:
    """The function keys and what each means on every page."""
    return [(key, each.meaning) for key, each in FUNCTION_KEYS.items()]


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the Tabler set, inlined, hidden from screen readers."""
    return _drawn(name)


@cache
def _drawn(name: str) -> SafeString:
    """Made once: a page draws the same ones in each of its rows."""
    _before, _tag, inside = icon_svg(name).partition("<svg")
    return mark_safe(f'<svg aria-hidden="true" focusable="false"{inside}')  # noqa: S308


@register.inclusion_tag("core/partials/history.html")
def history(record: Model) -> dict[str, list[HistoryLine]]:
    """Who changed what of a record, when, from what, to what."""
    return {"events": history_of(record)}


@register.inclusion_tag("core/partials/iban.html", takes_context=True)
def iban(context: Context, holder: IbanHolder) -> dict[str, Any]:
    """A masked IBAN; those who may see it in full get a button, and leave a trace."""
    user = getattr(context.get("request"), "user", None)
    may = user is not None and user.has_perm("core_people.reveal_iban")
    return {"holder": holder, "meta": holder._meta, "may_reveal": may}
