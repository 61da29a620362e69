"""Template vocabulary of every page: amounts, icons."""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from core.money import format_amount, format_euros

register = template.Library()


@register.filter
def amount(value: Decimal | None) -> str:
    """``1 234,56``; empty for None."""
    return "" if value is None else format_amount(value)


@register.filter
def euros(value: Decimal | None) -> str:
    """``1 234,56 €``; empty for None."""
    return "" if value is None else format_euros(value)


@lru_cache(maxsize=256)
def _icon(name: str) -> SafeString:
    path = settings.NODE_MODULES / "@tabler/icons/icons/outline" / f"{name}.svg"
    svg = path.read_text(encoding="utf-8")
    start = svg.index("<svg") + len("<svg")
    return mark_safe(f'<svg aria-hidden="true" focusable="false"{svg[start:]}')  # noqa: S308


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the Tabler set, inlined, hidden from screen readers."""
    return _icon(name)
