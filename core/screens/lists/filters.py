"""The filters of a list: what django-filter gives, with French dates and amounts."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from core.text.money import MoneyFormField
from core.text.numbers import read_whole
from core.text.words import fold


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


class WholeFormField(forms.CharField):
    """A number of a list, such as an entry's: digits and nothing else."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        number = read_whole(text)
        if number is None:
            raise forms.ValidationError(
                _("« %(text)s » n’est pas un numéro : tapez ses chiffres."),
                params={"text": text[:40]},
            )
        return number


class WholeFilter(django_filters.Filter):  # type: ignore[misc]
    """A whole number: an entry's, a batch's."""

    field_class = WholeFormField


def every_word_in(text: str, fields: Iterable[str]) -> Q:
    """That every word of ``text`` is found in one of the fields: folded in those whose name ends in
    ``search_text``, plain in the others."""
    every_word = Q()
    for word in text.split()[:8]:
        any_field = Q()
        for name in fields:
            if name.endswith("search_text"):
                any_field |= Q(**{f"{name}__contains": fold(word)})
            else:
                any_field |= Q(**{f"{name}__icontains": word})
        every_word &= any_field
    return every_word
