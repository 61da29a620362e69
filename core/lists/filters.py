"""The filters of a list: what django-filter gives, with French dates and amounts."""

from typing import Any

import django_filters
from django import forms

from core.money import MoneyFormField


class ListFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The filters of a list; their names are those of the URL's parameters."""


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]
    """A day, chosen in the browser's own calendar."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(*args, **{"widget": widget, **kwargs})


class AmountFilter(django_filters.Filter):  # type: ignore[misc]
    """An amount in euros, typed the French way."""

    field_class = MoneyFormField
